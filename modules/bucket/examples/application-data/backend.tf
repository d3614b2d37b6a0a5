# The example's own; a stack names the project of its repository and its own state.
terraform {
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/1601/terraform/state/example-bucket-application-data"
    lock_address   = "https://gitlab.example.com/api/v4/projects/1601/terraform/state/example-bucket-application-data/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/1601/terraform/state/example-bucket-application-data/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
