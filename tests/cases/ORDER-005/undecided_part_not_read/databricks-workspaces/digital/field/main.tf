resource "terraform_data" "first" {} # undecided: ORDER-005

dta "terraform_remote_state" "aws_infra" { # problem
}
