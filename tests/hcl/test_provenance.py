"""What a value refers to, followed through everything that it may come through, and where its parts stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hcl.loading import by_address, load, load_text, told, write

_KEYS = """
resource "aws_kms_key" "bu" { for_each = toset(["digital", "corporate"]) }
resource "aws_kms_key" "metastore" {}
resource "aws_kms_key" "many" { count = 2 }
data "aws_caller_identity" "me" {}
variable "root" { type = string }
variable "choose" { default = "digital" }
locals {
  keys    = { for unit, key in aws_kms_key.bu : unit => key.arn }
  named   = { digital = aws_kms_key.bu["digital"].arn, other = aws_kms_key.metastore.arn }
  nested  = { a = { key = aws_kms_key.metastore.arn, name = var.root } }
  known   = "literal"
  objects = { digital = { key = aws_kms_key.bu["digital"].arn }, other = { key = var.root } }
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_kms_key.metastore.arn", ["aws_kms_key.metastore.arn"]),
        ('aws_kms_key.bu["digital"].arn', ['aws_kms_key.bu["digital"].arn']),
        ("aws_kms_key.bu[var.choose].arn", ['aws_kms_key.bu["digital"].arn']),
        ("aws_kms_key.many[1].arn", ["aws_kms_key.many[1].arn"]),
        ('local.keys["corporate"]', ['aws_kms_key.bu["corporate"].arn']),
        ("local.keys[var.choose]", ['aws_kms_key.bu["digital"].arn']),
        ("local.named.digital", ['aws_kms_key.bu["digital"].arn']),
        ("local.nested.a.key", ["aws_kms_key.metastore.arn"]),
        ("local.nested[var.root].key", ["aws_kms_key.metastore.arn", "var.root"]),
        ("local.known", []),
        ("var.root", ["var.root"]),
        ("var.choose", ["var.choose"]),
        ('"x-${aws_kms_key.metastore.id}-${local.known}"', ["aws_kms_key.metastore.id"]),
        ('var.choose == "digital" ? local.named.digital : var.root', ['aws_kms_key.bu["digital"].arn']),
        ('var.root == "" ? aws_kms_key.metastore.arn : local.known', ["aws_kms_key.metastore.arn"]),
        ("try(local.named.missing, local.named.other)", ["aws_kms_key.metastore.arn"]),
        ('coalesce("", aws_kms_key.metastore.arn)', ["aws_kms_key.metastore.arn"]),
        ('lookup(local.named, "other", var.root)', ["aws_kms_key.metastore.arn"]),
        ('lookup(local.named, "none", var.root)', ["var.root"]),
        ('merge(local.named, { other = var.root })["other"]', ["var.root"]),
        ('merge(local.named, { x = var.root })["other"]', ["aws_kms_key.metastore.arn"]),
        ('join(",", aws_kms_key.many[*].arn)', ["aws_kms_key.many[0].arn", "aws_kms_key.many[1].arn"]),
        ('{ for k, v in local.objects : "x-${k}" => v.key }["x-digital"]', ['aws_kms_key.bu["digital"].arn']),
        ('[for k, v in local.objects : v.key if k != "digital"][0]', ["var.root"]),
        ("flatten([[aws_kms_key.metastore.arn], []])[0]", ["aws_kms_key.metastore.arn"]),
        ("(aws_kms_key.many[*].arn)[1]", ["aws_kms_key.many[1].arn"]),
        ("aws_kms_key.metastore[*].arn", ["aws_kms_key.metastore.arn"]),
        ('[for key in ["digital"] : aws_kms_key.bu[key].arn][0]', ['aws_kms_key.bu["digital"].arn']),
        ("jsonencode({ Resource = [aws_kms_key.metastore.arn] })", ["aws_kms_key.metastore.arn"]),
        ("element([var.root, aws_kms_key.metastore.arn], 1)", ["aws_kms_key.metastore.arn"]),
        ("data.aws_caller_identity.me.account_id", ["data.aws_caller_identity.me.account_id"]),
        ("upper(aws_kms_key.metastore.arn)", ["aws_kms_key.metastore.arn"]),
        ("!(aws_kms_key.metastore.is_enabled && true)", ["aws_kms_key.metastore.is_enabled"]),
    ],
)
def test_origins_are_followed_through_expressions(tmp_path: Path, expression: str, expected: list[str]) -> None:
    stack = load_text(tmp_path, f'{_KEYS}\nresource "terraform_data" "d" {{ input = {expression} }}\n')
    assert told(stack.problems) == []
    assert list(by_address(stack)["terraform_data.d"].attributes.origins(("input",))) == expected


def test_origins_are_followed_through_calls_outputs_and_each(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": """
            module "keys" {
              source = "./keys"
              units  = toset(["digital", "corporate"])
            }
            module "bucket" {
              source   = "./bucket"
              for_each = { digital = module.keys.arns["digital"], corporate = module.keys.arns["corporate"] }
              key      = each.value
              settings = { deep = { key = each.value, name = each.key } }
            }
            resource "aws_ebs_volume" "v" {
              for_each   = module.keys.arns
              kms_key_id = each.value
            }
            """,
            "keys/main.tf": """
            variable "units" { type = set(string) }
            resource "aws_kms_key" "bu" { for_each = var.units }
            output "arns" { value = { for unit, key in aws_kms_key.bu : unit => key.arn } }
            """,
            "bucket/main.tf": """
            variable "key" { type = string }
            variable "settings" { type = any }
            module "inner" {
              source = "../inner"
              key    = var.key
              other  = var.settings.deep.key
              name   = var.settings.deep.name
            }
            """,
            "inner/main.tf": """
            variable "key" { type = string }
            variable "other" { type = string }
            variable "name" { type = string }
            resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
              bucket = var.name
              dynamic "rule" {
                for_each = [var.key, var.other]
                content {
                  apply_server_side_encryption_by_default { kms_master_key_id = rule.value }
                }
              }
            }
            """,
        },
    )
    (stack,) = load(tmp_path).stacks
    assert told([p for p in stack.problems if not p.note]) == []
    found = by_address(stack)
    for unit in ("digital", "corporate"):
        key = f'module.keys.aws_kms_key.bu["{unit}"].arn'
        address = f'module.bucket["{unit}"].module.inner.aws_s3_bucket_server_side_encryption_configuration.e'
        resource = found[address]
        for index in (0, 1):
            path = ("rule", index, "apply_server_side_encryption_by_default", 0, "kms_master_key_id")
            assert resource.attributes.origins(path) == (key,), (unit, index)
        assert resource.attributes.origins(("bucket",)) == ()
        assert resource.attributes.origins(("rule", 0)) == (key,)
        assert found[f'aws_ebs_volume.v["{unit}"]'].attributes.origins(("kms_key_id",)) == (key,)
        calls = [(r.place.file, r.place.line, r.message) for r in resource.related()]
        assert calls == [
            ("bucket/main.tf", 4, f'module.bucket["{unit}"].module.inner is called here'),
            ("main.tf", 6, f'module.bucket["{unit}"] is called here'),
        ]
        refers = resource.refers_to("rule[0].apply_server_side_encryption_by_default.kms_master_key_id", "aws_kms_key")
        assert refers is not None
        assert stack.at(refers.address) is found[f'module.keys.aws_kms_key.bu["{unit}"]']


def test_a_reference_to_an_instance_that_may_not_exist_finds_the_one_that_stands_for_it(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        variable "on" { type = bool }
        resource "aws_kms_key" "k" { count = var.on ? 1 : 0 }
        resource "aws_ebs_volume" "v" { kms_key_id = aws_kms_key.k[0].arn }
        """,
    )
    reference = by_address(stack)["aws_ebs_volume.v"].refers_to("kms_key_id", "aws_kms_key")
    assert reference is not None
    assert stack.at(reference.address) is by_address(stack)["aws_kms_key.k[*]"]


def test_places_of_arguments_keys_and_what_is_missing(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """resource "aws_iam_role" "r" {
  name = "n"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
    }]
  })
  tags = {
    a = "1"
    b = "2"
  }
  inline_policy {
    name = "p"
  }
}
""",
    )
    role = by_address(stack)["aws_iam_role.r"]

    def where(path: str) -> tuple[int, int, int, int]:
        place = role.place(path)
        return place.line, place.column, place.end_line, place.end_column

    assert where("") == (1, 1, 1, 28)
    assert where("name") == (2, 3, 2, 13)
    assert where("tags.b") == (11, 5, 11, 12)
    assert where('tags["b"]') == (11, 5, 11, 12)
    assert where("tags.missing")[0] == 9
    assert where("path")[0] == 1
    assert where("inline_policy[0].name") == (14, 5, 14, 15)
    assert where("inline_policy.policy")[0] == 13
    assert where("assume_role_policy.Statement[0].Action")[0] == 6
