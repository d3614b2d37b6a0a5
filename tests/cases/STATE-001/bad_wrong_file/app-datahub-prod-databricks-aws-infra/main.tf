terraform {
  backend "http" {} # expect: STATE-001
}
