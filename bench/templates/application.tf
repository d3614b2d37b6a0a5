terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@"
    lock_address   = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
  }
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = ["@account@"]
  default_tags {
    tags = local.tags
  }
}

data "terraform_remote_state" "network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/@environment@"
  }
}

data "terraform_remote_state" "infrastructure" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/@infrastructure@/terraform/state/@environment@"
  }
}

variable "datasets" {
  type = map(object({
    unit      = string
    retention = optional(number, 30)
    readers   = optional(list(string), [])
  }))
}

variable "certificate_arn" {
  type    = string
  default = "arn:aws:acm:ap-southeast-2:@account@:certificate/0f1e2d3c"
}

locals {
  name    = "app-datahub-@environment@"
  tags    = { BusinessUnit = "shared", Environment = "@environment@", Layer = "5", Repository = "@repository@" }
  network = data.terraform_remote_state.network.outputs
  keys    = data.terraform_remote_state.infrastructure.outputs.kms_key_arns
  readers = { for pair in flatten([for name, set in var.datasets : [for reader in set.readers : { set = name, reader = reader }]]) : "${pair.set}-${pair.reader}" => pair }
}

module "dataset" {
  source    = "./modules/dataset"
  for_each  = var.datasets
  name      = "@repository@-${each.key}"
  unit      = each.value.unit
  retention = each.value.retention
  key_arn   = local.keys[each.value.unit]
  tags      = merge(local.tags, { BusinessUnit = each.value.unit })
}

resource "aws_iam_policy" "reader" {
  for_each = local.readers
  name     = "${local.name}-iam-${each.key}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [module.dataset[each.value.set].arn, "${module.dataset[each.value.set].arn}/*"] },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = local.keys[var.datasets[each.value.set].unit] },
    ]
  })
}

resource "aws_iam_user_policy" "legacy" {
  name   = "legacy"
  user   = "legacy-@repository@"
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "${aws_sqs_queue.jobs.arn}"}]
    }
  EOT
}

resource "aws_iam_group_policy" "operators" {
  name   = "operators"
  group  = "operators"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:Get*", Resource = "${aws_cloudwatch_log_group.service.arn}:*" }] })
}

resource "aws_iam_instance_profile" "service" {
  name = "${local.name}-iam-acc"
  role = "service"
}

resource "aws_security_group" "service" {
  name   = "${local.name}-sg-acc"
  vpc_id = local.network.vpc_id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["@cidr@"]
  }
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = aws_security_group.service.id
  from_port         = 5432
  to_port           = 5432
  protocol          = "tcp"
  cidr_blocks       = ["@cidr@"]
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.service.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "@cidr@"
}

resource "aws_lb" "service" {
  name               = "${local.name}-alb-acc"
  internal           = true
  load_balancer_type = "application"
  subnets            = [for zone in range(3) : local.network.subnet_ids["eni-${zone}"]]
  security_groups    = [aws_security_group.service.id]
  access_logs {
    bucket  = "app-datahub-@environment@-s3-acc-logs"
    enabled = true
  }
}

resource "aws_alb" "old" {
  name     = "${local.name}-alb-acc-old"
  internal = true
  subnets  = [for zone in range(3) : local.network.subnet_ids["eni-${zone}"]]
}

resource "aws_lb_target_group" "service" {
  name        = "service"
  port        = 8443
  protocol    = "HTTPS"
  target_type = "ip"
  vpc_id      = local.network.vpc_id
}

resource "aws_alb_target_group" "old" {
  name     = "old"
  port     = 8443
  protocol = "HTTPS"
  vpc_id   = local.network.vpc_id
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.service.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service.arn
  }
}

resource "aws_alb_listener" "redirect" {
  load_balancer_arn = aws_alb.old.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = "${local.name}-ecs-acc"
}

resource "aws_ecs_service" "this" {
  name          = "@repository@"
  cluster       = aws_ecs_cluster.this.arn
  desired_count = 2
  launch_type   = "FARGATE"
  network_configuration {
    subnets         = [for zone in range(3) : local.network.subnet_ids["eni-${zone}"]]
    security_groups = [aws_security_group.service.id]
  }
}

resource "aws_db_subnet_group" "this" {
  name       = "@repository@"
  subnet_ids = [for zone in range(3) : local.network.subnet_ids["db-${zone}"]]
}

resource "aws_db_instance" "this" {
  identifier                  = "${local.name}-rds-acc"
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 100
  db_subnet_group_name        = aws_db_subnet_group.this.name
  storage_encrypted           = true
  kms_key_id                  = local.keys["digital"]
  manage_master_user_password = true
  username                    = "service"
}

resource "aws_rds_cluster" "this" {
  cluster_identifier = "${local.name}-rds-acc-cluster"
  engine             = "aurora-postgresql"
  storage_encrypted  = true
  kms_key_id         = local.keys["digital"]
}

resource "aws_rds_cluster_instance" "this" {
  count              = 2
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  instance_class     = "db.r6g.large"
}

resource "aws_cloudwatch_log_group" "service" {
  name              = "${local.name}-lg-acc"
  retention_in_days = 90
  kms_key_id        = local.keys["digital"]
}

resource "aws_secretsmanager_secret" "service" {
  name       = "${local.name}-sm-acc"
  kms_key_id = local.keys["digital"]
}

resource "aws_sqs_queue" "jobs" {
  name              = "@repository@-jobs"
  kms_master_key_id = local.keys["digital"]
}

resource "aws_sns_topic" "alerts" {
  name              = "@repository@-alerts"
  kms_master_key_id = local.keys["digital"]
}

resource "aws_dynamodb_table" "sessions" {
  name         = "@repository@-sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = local.keys["digital"]
  }
}

resource "aws_kinesis_stream" "events" {
  name            = "@repository@-events"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = local.keys["digital"]
}

resource "aws_efs_file_system" "shared" {
  encrypted  = true
  kms_key_id = local.keys["digital"]
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "ap-southeast-2a"
  size              = 100
  encrypted         = true
  kms_key_id        = local.keys["digital"]
}

resource "aws_instance" "bastion" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t4g.small"
  subnet_id     = local.network.subnet_ids["private-0"]
  root_block_device {
    encrypted  = true
    kms_key_id = local.keys["digital"]
  }
}

resource "aws_launch_template" "workers" {
  name = "@repository@-workers"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted  = true
      kms_key_id = local.keys["digital"]
    }
  }
}

resource "aws_ecr_repository" "service" {
  name = "@repository@"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = local.keys["digital"]
  }
}

resource "aws_athena_workgroup" "queries" {
  name = "@repository@"
  configuration {
    result_configuration {
      output_location = "s3://app-datahub-@environment@-s3-acc-athena/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = local.keys["digital"]
      }
    }
  }
}

resource "aws_backup_vault" "this" {
  name        = "@repository@"
  kms_key_arn = local.keys["digital"]
}

resource "aws_ssm_parameter" "settings" {
  for_each = { for name, set in var.datasets : name => set }
  name     = "/@repository@/${each.key}"
  type     = "SecureString"
  key_id   = local.keys[each.value.unit]
  value    = jsonencode({ retention = each.value.retention, readers = each.value.readers })
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  security_group_id            = aws_security_group.service.id
  referenced_security_group_id = aws_security_group.service.id
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
}

resource "aws_db_proxy" "this" {
  name           = "@repository@"
  engine_family  = "POSTGRESQL"
  role_arn       = "arn:aws:iam::@account@:role/app-datahub-@environment@-iam-acc-proxy"
  vpc_subnet_ids = [for zone in range(3) : local.network.subnet_ids["db-${zone}"]]
  auth {
    auth_scheme = "SECRETS"
    secret_arn  = aws_secretsmanager_secret.service.arn
  }
}

resource "aws_efs_mount_target" "shared" {
  count          = 3
  file_system_id = aws_efs_file_system.shared.id
  subnet_id      = local.network.subnet_ids["eni-${count.index}"]
}

resource "aws_elasticache_subnet_group" "cache" {
  name       = "@repository@"
  subnet_ids = [for zone in range(3) : local.network.subnet_ids["db-${zone}"]]
}

resource "aws_redshift_subnet_group" "warehouse" {
  name       = "@repository@"
  subnet_ids = [for zone in range(3) : local.network.subnet_ids["db-${zone}"]]
}

resource "aws_glue_connection" "database" {
  name = "@repository@"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://${aws_db_instance.this.endpoint}/service"
  }
  physical_connection_requirements {
    availability_zone      = "ap-southeast-2a"
    subnet_id              = local.network.subnet_ids["private-0"]
    security_group_id_list = [aws_security_group.service.id]
  }
}

resource "aws_lambda_function" "hook" {
  function_name = "@repository@-hook"
  role          = module.dataset[keys(var.datasets)[0]].arn
  handler       = "hook.main"
  runtime       = "python3.13"
  filename      = "hook.zip"
  vpc_config {
    subnet_ids         = [for zone in range(3) : local.network.subnet_ids["private-${zone}"]]
    security_group_ids = [aws_security_group.service.id]
  }
}

resource "aws_network_interface" "fixed" {
  subnet_id       = local.network.subnet_ids["private-0"]
  security_groups = [aws_security_group.service.id]
}

resource "aws_route53_zone" "service" {
  name = "@repository@.internal"
  vpc {
    vpc_id = local.network.vpc_id
  }
}

resource "aws_route53_zone_association" "service" {
  zone_id = aws_route53_zone.service.zone_id
  vpc_id  = local.network.vpc_id
}

resource "aws_service_discovery_private_dns_namespace" "service" {
  name = "@repository@.local"
  vpc  = local.network.vpc_id
}
