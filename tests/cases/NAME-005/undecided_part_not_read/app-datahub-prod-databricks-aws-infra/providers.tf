provder "aws" { # problem
  default_tags {
    tags = { BusinessUnit = "digital" }
  }
}
