"""`aws_iam_policy_document` as the AWS provider builds it: held to a real provider, and partly known."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from datahub_guard.model.values import Unknown
from tests.hcl.loading import all_problems, by_address, load, load_text, told, write
from tests.places import terraform_command

_PROVIDER = """
provider "aws" {
  region                      = "ap-southeast-2"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""
_DOCUMENTS = r"""
data "aws_iam_policy_document" "plain" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    resources = ["arn:aws:s3:::b", "arn:aws:s3:::a/*"]
  }
}

data "aws_iam_policy_document" "one_each" {
  version   = "2008-10-17"
  policy_id = "an-id"
  statement {
    sid         = "Deny1"
    effect      = "Deny"
    not_actions = ["s3:GetObject"]
    not_resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::339712836516:root"]
    }
  }
}

data "aws_iam_policy_document" "principals" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::339712836516:role/b", "arn:aws:iam::339712836516:role/a"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    not_principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "conditions" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*", "&{aws:username}/x"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/b"
      values   = ["z", "a"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/a"
      values   = ["<&>"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
}

data "aws_iam_policy_document" "merged" {
  source_policy_documents = [
    data.aws_iam_policy_document.one_each.json,
    data.aws_iam_policy_document.conditions.minified_json,
    jsonencode({ Statement = [
      { Sid = "FromJson", Effect = "Allow", Action = ["b", "a"], Resource = "*", Principal = "*" },
      { Sid = "Lists", Effect = "Allow", Action = "x", Resource = ["r"],
        Principal = { AWS = ["b", "a", "c"] }, Condition = { Bool = { "aws:x" = "true" } } },
    ] }),
  ]
  override_policy_documents = [data.aws_iam_policy_document.override.json]
  statement {
    sid       = "Own"
    actions   = ["kms:Decrypt"]
    resources = ["*"]
  }
  statement {
    sid       = "Replaced"
    actions   = ["kms:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "override" {
  policy_id = "other"
  statement {
    sid       = "Replaced"
    effect    = "Deny"
    actions   = ["kms:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = { read = ["s3:Get*"], write = ["s3:Put*", "s3:Delete*"] }
    iterator = access
    content {
      sid       = access.key
      actions   = access.value
      resources = ["*"]
    }
  }
}

data "aws_iam_policy_document" "empty" {}
"""


def test_the_text_is_the_providers(tmp_path: Path, terraform_environment: dict[str, str]) -> None:
    names = [line.split('"')[3] for line in _DOCUMENTS.splitlines() if line.startswith("data ")]
    prefix = "data.aws_iam_policy_document"
    outputs = "\n".join(
        f'output "{name}" {{ value = [{prefix}.{name}.json, {prefix}.{name}.minified_json] }}' for name in names
    )
    write(tmp_path, {"main.tf": _PROVIDER + _DOCUMENTS + outputs})
    for arguments in (["init"], ["plan", "-out=plan"]):
        subprocess.run([str(terraform_command()), *arguments], cwd=tmp_path, env=terraform_environment, check=True)
    shown = subprocess.run(
        [str(terraform_command()), "show", "-json", "plan"],
        cwd=tmp_path,
        env=terraform_environment,
        check=True,
        capture_output=True,
    )
    theirs = {name: output["value"] for name, output in json.loads(shown.stdout)["planned_values"]["outputs"].items()}
    (stack,) = load(tmp_path, use_plans=False).stacks
    assert told(stack.problems) == []
    for name in names:
        assert stack.outputs[name].value == theirs[name], name
    assert len(names) == 8


def test_what_is_known_of_a_document_stays_readable(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        resource "aws_s3_bucket" "data" {}
        variable "services" { type = list(string) }
        data "aws_iam_policy_document" "d" {
          statement {
            sid       = "Read"
            actions   = ["s3:*", "s3:GetObject"]
            resources = [aws_s3_bucket.data.arn, "arn:aws:s3:::other"]
          }
          dynamic "statement" {
            for_each = var.services
            content {
              actions = ["sts:AssumeRole"]
              principals {
                type        = "Service"
                identifiers = [statement.value]
              }
            }
          }
        }
        resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
        """,
    )
    assert told(stack.problems) == []
    policy = by_address(stack)["aws_iam_policy.p"].peek("policy")
    assert isinstance(policy, Unknown)
    assert "aws_s3_bucket.data.arn" in policy.references
    assert policy.shape is not None
    kind, document = policy.shape
    assert kind == "json"
    read, more = document["Statement"]
    assert read["Action"] == ["s3:GetObject", "s3:*"]
    assert read["Resource"][0] == "arn:aws:s3:::other"
    assert isinstance(read["Resource"][1], Unknown)
    assert isinstance(more, Unknown)
    assert more.shape is not None
    assert more.shape[1]["Action"] == "sts:AssumeRole"
    assert isinstance(more.shape[1]["Principal"]["Service"], Unknown)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('statement {\n sid = "A"\n }\n statement {\n sid = "A"\n }', "duplicate Sid (A)"),
        ('source_policy_documents = ["{"]', "not valid JSON"),
        ('version = "2008-10-17"\n statement {\n resources = ["&{aws:x}"]\n }', "2008-10-17"),
    ],
)
def test_what_the_provider_refuses_is_told_with_its_place(tmp_path: Path, body: str, message: str) -> None:
    output = 'output "o" { value = data.aws_iam_policy_document.d.json }'
    text = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n{output}\n'
    write(tmp_path, {"main.tf": text})
    (problem,) = all_problems(load(tmp_path))
    assert message in problem.message
    assert problem.place.line == 1
