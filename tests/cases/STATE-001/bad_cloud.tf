# at: some-other-repository
terraform {
  cloud { # expect: STATE-001
    organization = "jemena"
  }
}
