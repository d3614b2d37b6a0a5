"""A sensitive value, however it is used or misused, is in no report, no index and no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.sources.masking import Masking, sensitive_variables
from tests.cli.running import guard
from tests.reports.hostile import REPOSITORY

MARK = "hunter"
CONFIGURATION = """
variable "secret" {
  type      = string
  sensitive = true
  default   = "hunter-default"
}

variable "number" {
  type      = number
  sensitive = true
}

locals { converted = tonumber(var.secret) }

resource "aws_s3_bucket" "named" {
  bucket = "jemena-${var.secret}"
}

resource "aws_s3_bucket" "misnamed" {
  bucket = "jemena-${tonumber(var.secret)}"
}

resource "aws_s3_bucket" "each" {
  for_each = toset([var.secret])
  bucket   = each.key
}

resource "aws_db_instance" "line" { password = "hunter-on-the-headers-line" }

resource "aws_db_instance" "misused" {
  password          = "hunter-operand" + 1
  passwrd           = "hunter-misspelt"
  engine            = jsondecode(var.secret)
  storage_type      = { "a" = 1 }[var.secret]
  allocated_storage = parseint(var.secret, 10)
  db_name           = file(var.secret)
  tags              = { (var.secret) = "x" }
  instance_class    = var.secret.nothing
}

resource "aws_kms_key" "key" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = var.secret, Resource = "*" }] })
}

module "given" {
  source = "./given"
  code   = "hunter-argument"
}

output "secret" {
  value     = var.secret
  sensitive = true
}
"""
MODULE = """
variable "code" {
  sensitive = true
  type      = string

  validation {
    condition     = length(var.code) < 2
    error_message = "not valid: ${var.code}"
  }
}

resource "aws_s3_bucket" "inside" {
  bucket = "jemena ${var.code}"
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estate") / REPOSITORY
    (folder / "given").mkdir(parents=True)
    (folder / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "given" / "main.tf").write_text(MODULE, encoding="utf-8")
    (folder / "terraform.tfvars").write_text('number = "hunter-file"\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["text", "json", "sarif", "codequality", "junit"])
def test_no_report_shows_it(folder: Path, name: str) -> None:
    done = guard("check", folder, "--format", name)
    assert done.returncode == 3, done.stderr
    assert "aws_s3_bucket.named" in done.stdout
    assert MARK not in done.stdout + done.stderr


def test_no_terminal_shows_it(folder: Path) -> None:
    exported = guard("estate", "export", folder)
    assert exported.returncode == 0
    assert MARK not in exported.stdout
    shown = guard("show", folder, "--format", "json").stdout
    # what the provider does not know it does not call sensitive either
    assert MARK not in shown.replace("hunter-misspelt", "")
    answers = guard("eval", folder, "var.secret", "tonumber(var.secret)", '{ "a" = 1 }[var.secret]', "[var.secret]")
    assert MARK not in answers.stdout + answers.stderr
    assert answers.stdout.count("(sensitive value)") == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('  password = "abc"', '  password = "(sensitive value)"'),
        ('  password = "a\\"bc" # x', '  password = "(sensitive value)" # x'),
        ('  password = "abc', '  password = "(sensitive value)"'),
        ('  name = "abc", password = "def"', '  name = "abc", password = "(sensitive value)"'),
        ('  "client_secret": "abc",', '  "client_secret": "(sensitive value)",'),
        ('  password = "${var.password}"', '  password = "${var.password}"'),
        ('  code = "abc"', '  code = "(sensitive value)"'),
        ('  secret_name = "abc"', '  secret_name = "abc"'),
        ('  count = var.password == "" ? 0 : 1', '  count = var.password == "" ? 0 : 1'),
        ('  name = "abc"', '  name = "abc"'),
    ],
)
def test_literals_that_are_secrets_are_masked(text: str, shown: str) -> None:
    assert Masking({"code"}).masked([text], 0) == shown


def test_the_providers_schema_says_what_is_secret() -> None:
    lines = ['resource "aws_ssm_parameter" "x" {', '  name  = "abc"', '  value = "abc"', "}", 'value = "abc"']
    masking = Masking(())
    assert [masking.masked(lines, n) for n in (1, 2, 4)] == [lines[1], '  value = "(sensitive value)"', lines[4]]


def test_the_default_of_a_sensitive_variable_is_masked() -> None:
    lines = ['variable "x" {', '  default   = "abc"', "  sensitive = true", "}", 'variable "y" {', '  default = "abc"']
    assert sensitive_variables(lines) == {"x"}
    masking = Masking(sensitive_variables(lines))
    assert [masking.masked(lines, n) for n in (1, 5)] == ['  default   = "(sensitive value)"', lines[5]]
