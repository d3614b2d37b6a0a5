module "keys" { # expect: KMS-001
  source = "./modules/keys"

  # sparky exists in nonprod, and has a key too
  business_units = ["digital", "corporate", "elec-network"]
}
