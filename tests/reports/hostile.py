"""A small estate whose names and messages try to be read as something else."""

from __future__ import annotations

from pathlib import Path

from datahub_guard.cli.checking import Request, check
from datahub_guard.findings.report import Report

REPOSITORY = "app-datahub-prod-databricks-aws-infra"
CONFIGURATION = """
variable "secret_suffix" {
  type      = string
  sensitive = true
  default   = "hunter2-secret-value"
}

resource "aws_s3_bucket" "hostile" {
  for_each = toset(["[bold red]x[/]", "</testcase><failure/>", "a\\u001b[31m\\u202eb", "=cmd|' /C calc'!A0"])
  bucket   = "jemena ${each.key} & <script>alert(1)</script>"
}

resource "aws_s3_bucket" "secret" {
  bucket = "jemena-${var.secret_suffix}"
}

resource "aws_lb_listener" "open" {
  load_balancer_arn = var.unknown
  protocol          = var.unknown
}

variable "unknown" {
  type = string
}

resource "aws_s3_bucket" "broken" {
  bucket = nonexistent(1)
}
"""


def report(folder: Path) -> Report:
    """Check the hostile estate below `folder`."""
    where = folder / REPOSITORY
    where.mkdir(parents=True)
    (where / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    return check(Request(paths=[str(folder)], root=str(folder)), lambda what: None)
