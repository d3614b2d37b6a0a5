terraform {
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/sandbox"
    lock_address   = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/sandbox/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/sandbox/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
