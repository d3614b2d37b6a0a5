# at: app-datahub-prod-databricks-aws-infra
resource "aws_iam_role" "task" {
  name = "app-datahub-prod-iam-acc-task"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}
