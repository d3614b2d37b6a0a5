# at: somebody-elses-repository
resource "aws_ram_principal_association" "strangers" {
  principal          = "111122223333" # expect: NAME-003
  resource_share_arn = "arn:aws:ram:ap-southeast-2:234268347951:resource-share/x"
}
