# at: databricks-unity-catalog/account/nonprod
resource "aws_default_subnet" "a" { # expect: NET-001
  availability_zone = "ap-southeast-2a"
}
