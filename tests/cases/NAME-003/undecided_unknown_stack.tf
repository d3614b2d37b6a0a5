# at: somebody-elses-repository
provider "aws" {
  allowed_account_ids = ["851725449831"] # undecided: NAME-003
}

resource "aws_ram_principal_association" "network" {
  principal          = "234268347951"
  resource_share_arn = "arn:aws:ram:ap-southeast-2:234268347951:resource-share/x"
}
