terraform {
  backend "http" { # expect: STATE-002
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}
