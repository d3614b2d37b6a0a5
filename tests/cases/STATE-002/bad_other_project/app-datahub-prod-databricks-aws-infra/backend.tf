terraform {
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/1102/terraform/state/prod" # expect: STATE-002
    lock_address   = "https://gitlab.example.com/api/v4/projects/1102/terraform/state/prod/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/1102/terraform/state/nonprod/lock" # expect: STATE-002
    lock_method    = "POST"
    unlock_method  = "UNLOCK" # expect: STATE-002
    retry_wait_min = 1        # expect: STATE-002
  }
}
