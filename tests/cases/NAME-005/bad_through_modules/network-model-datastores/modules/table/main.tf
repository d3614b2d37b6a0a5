variable "tags" {
  type = map(string)
}

resource "aws_dynamodb_table" "this" {
  name         = "network-model"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = var.tags # expect: NAME-005
  attribute {
    name = "id"
    type = "S"
  }
}
