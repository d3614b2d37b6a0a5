terraform {
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod"
    lock_address   = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
