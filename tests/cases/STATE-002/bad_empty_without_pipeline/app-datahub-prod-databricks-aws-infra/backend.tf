terraform {
  backend "http" {} # expect: STATE-002
}
