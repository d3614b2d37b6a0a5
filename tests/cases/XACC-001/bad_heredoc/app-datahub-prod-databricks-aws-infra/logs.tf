resource "aws_iam_role" "logs" {
  name               = "app-datahub-prod-iam-acc-log-delivery"
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": { "AWS": ["arn:aws:iam::414351767826:role/SaasUsageDeliveryRole-prod-IAMRole-3PLHICCRR1TK"] },
        "Action": ["sts:AssumeRole"],
        "Condition": { "StringEquals": { "aws:SourceAccount": "414351767826" } }
      }
    }
  EOT
}
