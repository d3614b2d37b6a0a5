# at: somebody-elses-repository
provider "aws" {
  allowed_account_ids = ["851725449831"] # undecided: NAME-003
}
