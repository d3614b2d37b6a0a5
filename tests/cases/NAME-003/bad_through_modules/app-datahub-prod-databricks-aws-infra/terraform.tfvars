trusted = {
  own      = "339712836516"
  partners = "999999999999"
}

owner_account_id = "888888888888" # expect: NAME-003
