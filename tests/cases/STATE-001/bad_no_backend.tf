# at: network-model-datastores # expect: STATE-001
resource "terraform_data" "x" {}
