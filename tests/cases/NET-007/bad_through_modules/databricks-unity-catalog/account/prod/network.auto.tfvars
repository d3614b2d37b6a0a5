network = {
  vpc_id   = "vpc-0a1b2c3d"
  endpoint = "vpce-0a1b2c3d"
}
