tls_policy = "ELBSecurityPolicy-FS-1-2-Res-2020-10"
