resource "aws_kms_key" "corporate" {}

resource "aws_kms_key_policy" "corporate" {
  key_id = aws_kms_key.corporate.id

  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "339712836516"}, "Action": "kms:*", "Resource": "*"},
        {
          "Effect": "Allow",
          "Principal": {"AWS": ["arn:aws:iam::414351767826:root", "*"]},
          "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
          "Resource": "*",
          "Condition": {"StringNotEquals": {"kms:CallerAccount": "111122223333"}}
        }
      ]
    }
  JSON
}
