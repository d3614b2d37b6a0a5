# Addresses that states of release 1.1 hold. Without these the rules would be taken away and made anew, and running
# clusters would lose the control plane in between.

moved {
  from = aws_vpc_security_group_egress_rule.databricks["rest"]
  to   = aws_vpc_security_group_egress_rule.databricks["https"]
}

moved {
  from = aws_vpc_security_group_egress_rule.databricks["scc"]
  to   = aws_vpc_security_group_egress_rule.databricks["scc_relay"]
}

moved {
  from = aws_vpc_security_group_egress_rule.databricks["api"]
  to   = aws_vpc_security_group_egress_rule.databricks["control_plane"]
}

moved {
  from = aws_vpc_security_group_egress_rule.databricks["uc"]
  to   = aws_vpc_security_group_egress_rule.databricks["unity_catalog"]
}
