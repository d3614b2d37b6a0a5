terraform {
  required_version = "~> 1.9"

  backend "http" { # expect: STATE-001
    lock_method = "POST"
  }
}
