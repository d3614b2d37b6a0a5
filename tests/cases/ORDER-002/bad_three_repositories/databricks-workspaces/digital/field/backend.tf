terraform {
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/digital-field"
    lock_address   = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/digital-field/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/digital-field/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
