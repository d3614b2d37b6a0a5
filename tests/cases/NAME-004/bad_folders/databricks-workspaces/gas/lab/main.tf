resource "terraform_data" "this" {} # expect: NAME-004
