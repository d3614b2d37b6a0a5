# at: somebody-elses-repository # undecided: NET-007
resource "aws_security_group" "alb" {
  name   = "alb"
  vpc_id = "vpc-0a1b2c3d"
}
