terraform {
  backend "local" { # expect: STATE-001
    path = "../prod.tfstate"
  }
}
