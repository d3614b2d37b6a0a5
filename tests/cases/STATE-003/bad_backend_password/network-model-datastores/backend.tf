terraform {
  backend "http" {
    address  = "https://gitlab.example.com/api/v4/projects/1502/terraform/state/prod"
    username = "gitlab-ci-token"
    password = "secret" # expect: STATE-003
  }
}
