"""Directories as Terraform reads them: files, variables, expansion, modules, providers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from datahub_guard.model.resource import UNSET
from datahub_guard.model.values import MapValue, Sensitive, Unknown
from tests.hcl.loading import all_problems, by_address, load, load_text, told, write

# -- variables ----------------------------------------------------------------------------------------------------


def test_variable_files_are_read_in_terraforms_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("default", "env", "tfvars", "json", "auto_a", "auto_b", "named", "last")
    write(
        tmp_path,
        {
            "main.tf": "".join(f'variable "{n}" {{ default = "default" }}\n' for n in names)
            + "".join(f'output "{n}" {{ value = var.{n} }}\n' for n in names),
            "terraform.tfvars": "".join(f'{n} = "tfvars"\n' for n in names[2:]),
            "terraform.tfvars.json": "{" + ", ".join(f'"{n}": "json"' for n in names[3:]) + "}",
            "a.auto.tfvars": "".join(f'{n} = "a"\n' for n in names[4:]),
            "b.auto.tfvars.json": "{" + ", ".join(f'"{n}": "b"' for n in names[5:]) + "}",
            "one.tfvars": "".join(f'{n} = "one"\n' for n in names[6:]),
            "two.tfvars": 'last = "two"\n',
        },
    )
    monkeypatch.setenv("TF_VAR_env", "environment")
    files = [str(tmp_path / "one.tfvars"), str(tmp_path / "two.tfvars")]
    expected = ["default", "default", "tfvars", "json", "a", "b", "one", "two"]
    (stack,) = load(tmp_path, var_files=files).stacks
    assert [stack.outputs[n].value for n in names] == expected
    (stack,) = load(tmp_path, var_files=files, environment=True).stacks
    assert stack.outputs["env"].value == "environment"


def test_values_are_converted_and_filled_in(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        variable "rules" {
          type = map(object({ days = optional(number, 90), name = string, tags = optional(map(string), {}) }))
        }
        variable "on" {
          type     = bool
          nullable = false
          default  = true
        }
        variable "nothing" {
          type    = string
          default = null
        }
        output "rules" { value = var.rules }
        output "on" { value = var.on }
        output "nothing" { value = var.nothing }
        """,
        terraform_DOT_tfvars='rules = { a = { name = 5, extra = 1 }, b = { name = "b", days = "7" } }\non = null\n',
    )
    assert told(stack.problems) == []
    rules = stack.outputs["rules"].value
    assert rules == {"a": {"days": 90, "name": "5", "tags": {}}, "b": {"days": 7, "name": "b", "tags": {}}}
    assert isinstance(rules, MapValue)
    assert stack.outputs["on"].value is True
    assert stack.outputs["nothing"].value is None


def test_a_root_variable_without_a_value_is_unknown_with_what_to_do(tmp_path: Path) -> None:
    stack = load_text(tmp_path, 'variable "id" { type = string }\noutput "o" { value = "x-${var.id}" }')
    value = stack.outputs["o"].value
    assert isinstance(value, Unknown)
    assert value.references == ("var.id",)
    assert "--var-file" in value.why()
    assert stack.outputs["o"].origins == ("var.id",)


def test_a_value_that_does_not_fit_is_a_problem_where_it_is_given(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        'variable "n" { type = number }\noutput "n" { value = var.n }\n',
        terraform_DOT_tfvars='\nn = "many"\n',
    )
    (problem,) = stack.problems
    assert (problem.place.file, problem.place.line) == ("terraform.tfvars", 2)
    assert "number is required" in problem.message
    assert isinstance(stack.outputs["n"].value, Unknown)


def test_a_validation_that_fails_is_a_problem(tmp_path: Path) -> None:
    text = """
    variable "env" {
      type = string
      validation {
        condition     = contains(["lab", "field"], var.env)
        error_message = "There is no environment ${var.env}."
      }
    }
    """
    stack = load_text(tmp_path, text, terraform_DOT_tfvars='env = "prd"\n')
    assert told(stack.problems) == ["terraform.tfvars:1: var.env is not valid: There is no environment prd."]


def test_secrets_are_marked_through_modules(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        variable "password" {
          sensitive = true
          default   = "hunter2"
        }
        module "db" {
          source   = "./db"
          password = var.password
        }
        resource "aws_db_instance" "plain" { password = "literal" }
        output "out" { value = module.db.out }
        """,
        db__main_DOT_tf='variable "password" {}\noutput "out" { value = "x-${var.password}" }\n',
    )
    assert isinstance(stack.outputs["out"].value, Sensitive)
    instance = by_address(stack)["aws_db_instance.plain"]
    assert isinstance(instance.attributes.read("password"), Sensitive)
    assert instance.peek("password") == "literal"
    assert instance.readings.secrets == ["literal"]


# -- files --------------------------------------------------------------------------------------------------------


def test_override_files_change_what_they_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": """
            resource "aws_lb_listener" "l" {
              port     = 80
              protocol = "HTTP"
              default_action { type = "forward" }
              lifecycle {
                prevent_destroy       = true
                create_before_destroy = true
              }
            }
            variable "v" {
              type    = string
              default = "base"
            }
            """,
            "z_override.tf": """
            resource "aws_lb_listener" "l" {
              protocol = "HTTPS"
              default_action { type = "fixed-response" }
              default_action { type = "redirect" }
              lifecycle { prevent_destroy = false }
            }
            variable "v" { default = "over" }
            resource "aws_lb_listener" "missing" { port = 1 }
            """,
        },
    )
    (stack,) = load(tmp_path).stacks
    listener = by_address(stack)["aws_lb_listener.l"]
    assert listener.get("protocol") == "HTTPS"
    assert listener.get("port") == 80
    assert [block.get("type") for block in listener.blocks("default_action")] == ["fixed-response", "redirect"]
    assert listener.get("lifecycle.prevent_destroy") is False
    assert listener.get("lifecycle.create_before_destroy") is True
    assert listener.place("protocol").file == "z_override.tf"
    assert listener.place("port").file == "main.tf"
    assert stack.variables["v"].value == "over"
    problems = told([p for p in stack.problems if not p.note])
    assert problems == ["z_override.tf:9: there is no aws_lb_listener.missing that this override could change"]


def test_json_configuration_has_blocks_where_the_schema_says(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf.json": """{
              "locals": {"name": "x"},
              "resource": {"aws_security_group": {"g": {
                "name": "${local.name}",
                "timeouts": {"create": "5m"},
                "lifecycle": {"prevent_destroy": true},
                "dynamic": {"ingress": {"for_each": [22, 80], "content": {"from_port": "${ingress.value}"}}}
              }}}
            }""",
        },
    )
    (stack,) = load(tmp_path).stacks
    group = by_address(stack)["aws_security_group.g"]
    assert group.get("name") == "x"
    assert group.get("timeouts.create") == "5m"
    assert group.get("lifecycle.prevent_destroy") is True
    assert [block.get("from_port") for block in group.blocks("ingress")] == [22, 80]
    assert group.place("name").line == 4


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('resource "a_b" "c" {}\nresource "a_b" "c" {}', 2, "already declared at main.tf:1"),
        ('variable "v" {}\nvariable "v" {}', 2, "already declared"),
        ("locals { a = 1 }\nlocals { a = 2 }", 2, "local.a is already declared"),
        ('resource "a_b" {}', 1, "has 2 labels, not 1"),
        ('resuorce "a_b" "c" {}', 1, "Terraform has no block resuorce (nearest: resource"),
        ("x = 1", 1, "cannot stand outside a block"),
        ('output "o" { value = local.b }\nlocals { a = 1 }', 1, "there is no local value b"),
        ('output "o" { value = aws_x.y.z }', 1, "there is no aws_x.y in this module"),
        ('output "o" { value = module.m.z }', 1, "there is no module m"),
        ('output "o" { value = 1 + }', 1, ""),
        ('resource "terraform_data" "d" { input = [1, ] ]\n}', 1, ""),
        ('resource "terraform_data" "d" { inptu = 1 }', 1, "has no argument inptu (nearest: input"),
        ('output "o" { value = terraform_data.d.inptu }\nresource "terraform_data" "d" {}', 1, "no attribute inptu"),
        ("locals {\n a = local.b\n b = local.a\n}", 2, ""),
    ],
)
def test_a_fault_is_a_problem_with_its_place_and_the_rest_is_read(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    write(tmp_path, {"main.tf": text, "other.tf": 'resource "terraform_data" "fine" { input = "read" }\n'})
    estate = load(tmp_path)
    (stack,) = estate.stacks
    found = all_problems(estate)
    assert by_address(stack)["terraform_data.fine"].get("input") == "read"
    if not text.startswith("locals {\n a = local.b"):
        assert [p for p in found if message in p.message and p.place.line == line and p.place.file == "main.tf"], found


# -- expansion ----------------------------------------------------------------------------------------------------


def test_instances_whose_keys_are_not_known_are_one_that_may_not_exist(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        variable "names" { type = set(string) }
        variable "n" { type = number }
        resource "terraform_data" "src" {}
        resource "aws_s3_bucket" "each" {
          for_each      = var.names
          bucket        = each.key
          force_destroy = true
        }
        resource "aws_s3_bucket" "count" {
          count  = var.n
          bucket = "same"
        }
        resource "aws_s3_bucket" "some" {
          for_each = toset(["a", terraform_data.src.id])
          bucket   = each.value
        }
        output "first" { value = aws_s3_bucket.count[0].arn }
        """,
    )
    assert told(stack.problems) == []
    found = by_address(stack)
    assert set(found) == {
        "terraform_data.src",
        "aws_s3_bucket.each[*]",
        "aws_s3_bucket.count[*]",
        'aws_s3_bucket.some["a"]',
        "aws_s3_bucket.some[*]",
    }
    each = found["aws_s3_bucket.each[*]"]
    assert "var.names" in each.uncertain
    assert isinstance(each.get("bucket"), Unknown)
    assert each.get("force_destroy") is True
    assert found["aws_s3_bucket.count[*]"].get("bucket") == "same"
    assert found['aws_s3_bucket.some["a"]'].uncertain == ""
    assert found["aws_s3_bucket.some[*]"].uncertain
    assert isinstance(stack.outputs["first"].value, Unknown)


def test_an_expansion_that_terraform_refuses_is_a_problem_and_not_silence(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        'resource "terraform_data" "a" { for_each = ["x"] }\nresource "terraform_data" "b" { count = -1 }\n'
        'resource "terraform_data" "c" { for_each = toset([1]) }\nresource "terraform_data" "d" { count = "two" }\n',
    )
    assert [p.place.line for p in stack.problems] == [1, 2, 3, 4]
    assert all(resource.uncertain for resource in stack.resources)
    assert len(stack.resources) == 4


def test_dynamic_blocks_nested_and_of_an_unknown_number(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        variable "more" { type = list(string) }
        locals {
          groups = { web = [80, 443], ssh = [22] }
        }
        resource "aws_security_group" "g" {
          dynamic "ingress" {
            for_each = local.groups
            iterator = group
            content {
              description = group.key
              from_port   = group.value[0]
              cidr_blocks = [for port in group.value : "10.0.0.${port}/32"]
            }
          }
          ingress {
            description = "fixed"
          }
          dynamic "ingress" {
            for_each = var.more
            content {
              description = "maybe"
              cidr_blocks = [ingress.value]
            }
          }
        }
        """,
    )
    assert told(stack.problems) == []
    group = by_address(stack)["aws_security_group.g"]
    *known, more = group.blocks("ingress")
    assert [b.get("description") for b in known] == ["ssh", "web", "fixed"]
    assert isinstance(more.get("description"), Unknown)
    assert group.blocks("ingress")[1].get("cidr_blocks") == ["10.0.0.80/32", "10.0.0.443/32"]
    assert any(reading.path == ("ingress", 3) for reading in group.readings.unknown)
    maybe = group.peek("ingress[3]")
    assert isinstance(maybe, Unknown)
    assert maybe.shape is not None
    assert maybe.shape[1]["description"] == "maybe"
    assert group.place("ingress[0].from_port").line == 12
    assert group.place("ingress[2].description").line == 17
    assert group.place("ingress[2].from_port").line == 16
    assert group.place("ingress[1].cidr_blocks").line == 13


# -- references ---------------------------------------------------------------------------------------------------


def test_what_a_reference_sees_follows_the_schema(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        resource "aws_s3_bucket" "b" {
          bucket        = "name"
          bucket_prefix = null
        }
        resource "aws_security_group" "g" {
          ingress {
            from_port = 22
            to_port   = 22
            protocol  = "tcp"
          }
        }
        resource "other_thing" "t" { a = null }
        output "known" { value = aws_s3_bucket.b.bucket }
        output "computed" { value = aws_s3_bucket.b.arn }
        output "null_but_computed" { value = aws_s3_bucket.b.bucket_prefix }
        output "omitted" { value = aws_s3_bucket.b.force_destroy }
        output "omitted_without_a_known_default" { value = aws_s3_bucket.b.acceleration_status }
        resource "terraform_data" "d" {}
        output "null" { value = terraform_data.d.input }
        output "block" { value = [for r in aws_security_group.g.ingress : r.from_port] }
        output "no_schema" { value = other_thing.t.b }
        output "whole" { value = aws_s3_bucket.b }
        """,
    )
    assert told(stack.problems) == []
    values = {name: output.value for name, output in stack.outputs.items()}
    assert values["known"] == "name"
    assert values["computed"].references == ("aws_s3_bucket.b.arn",)
    assert values["computed"].type == "string"
    assert isinstance(values["null_but_computed"], Unknown)
    assert values["omitted"] is False
    assert values["omitted_without_a_known_default"].references == ("aws_s3_bucket.b.acceleration_status",)
    assert values["null"] is None
    assert values["block"] == [22]
    assert values["no_schema"].references == ("other_thing.t.b",)
    assert values["whole"]["bucket"] == "name"
    assert isinstance(values["whole"]["arn"], Unknown)
    bucket = by_address(stack)["aws_s3_bucket.b"]
    assert bucket.peek("force_destroy") is UNSET
    assert bucket.get("force_destroy") is False
    assert bucket.peek("bucket_prefix") is None


def test_a_name_that_the_provider_lacks_is_sure_only_where_its_version_is_pinned(tmp_path: Path) -> None:
    text = 'resource "aws_s3_bucket" "b" { buckte = "x" }\noutput "o" { value = aws_s3_bucket.b.anr }\n'
    stack = load_text(tmp_path, text)
    assert [p.note for p in stack.problems] == [True]
    assert "nearest: bucket" in stack.problems[0].message
    assert "anr" in stack.outputs["o"].value.why()
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n'
    write(tmp_path, {".terraform.lock.hcl": lock})
    (stack,) = load(tmp_path).stacks
    assert sorted((p.kind, p.note) for p in stack.problems) == [("hcl-expression", False), ("schema", False)]


# -- modules ------------------------------------------------------------------------------------------------------


def test_a_module_that_is_not_there_makes_a_hole_with_its_reason(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
        module "gone" {
          source = "./gone"
          name   = "n"
        }
        module "far" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "5.0.0"
        }
        resource "aws_s3_bucket_policy" "p" {
          bucket = module.gone.bucket
          policy = jsonencode({ Id = module.far.id, Version = "2012-10-17" })
        }
        """,
    )
    assert [(p.kind, p.place.line) for p in stack.problems] == [("module-missing", 3), ("module-missing", 7)]
    policy = by_address(stack)["aws_s3_bucket_policy.p"]
    bucket = policy.get("bucket")
    assert bucket.references == ("module.gone.bucket",)
    assert "there is no folder gone" in bucket.why()
    assert policy.get("policy").shape == ("json", {"Id": policy.get("policy").shape[1]["Id"], "Version": "2012-10-17"})
    assert policy.attributes.origins(("bucket",)) == ("module.gone.bucket",)
    assert {call.address: bool(call.hole) for call in stack.modules} == {"module.gone": True, "module.far": True}


def test_modules_that_init_has_fetched_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'module "a" { source = "someone/bucket/aws" }\noutput "o" { value = module.a.o }\n',
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "", "Dir": "."},'
            ' {"Key": "a", "Dir": ".terraform/modules/a"}, {"Key": "a.b", "Dir": ".terraform/modules/a.b/sub"}]}',
            ".terraform/modules/a/main.tf": 'module "b" { source = "git::https://x.example/y.git//sub" }\n'
            'output "o" { value = module.b.o }\n',
            ".terraform/modules/a.b/sub/main.tf": 'output "o" { value = "deep" }\n',
        },
    )
    (stack,) = load(tmp_path).stacks
    assert told(stack.problems) == []
    assert stack.outputs["o"].value == "deep"


def test_arguments_that_a_module_lacks_or_needs(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        'module "m" {\n  source = "./m"\n  nmae   = 1\n}\n',
        m__main_DOT_tf='variable "name" {}\noutput "o" { value = var.name }\n',
    )
    assert [p.place.line for p in stack.problems] == [3, 1]
    assert "nearest: name" in stack.problems[0].message


def test_modules_that_call_one_another_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'module "a" { source = "./a" }\n',
            "a/main.tf": 'module "b" { source = "../b" }\nmodule "c" { source = "../b" }\n',
            "b/main.tf": 'module "a" { source = "../a" }\nmodule "d" { source = "../a" }\n',
        },
    )
    (stack,) = load(tmp_path).stacks
    assert all("calls itself" in p.message for p in stack.problems)
    assert stack.problems


def test_providers_are_the_roots_through_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": """
            provider "aws" { region = "ap-southeast-2" }
            provider "aws" {
              alias  = "core_network"
              region = "us-east-1"
            }
            module "dns" {
              source    = "./dns"
              providers = { aws = aws.core_network, aws.here = aws }
            }
            resource "aws_s3_bucket" "own" {}
            output "where" { value = "${module.dns.region} ${module.dns.partition}" }
            """,
            "dns/main.tf": """
            terraform {
              required_providers { aws = { source = "hashicorp/aws", configuration_aliases = [aws.here] } }
            }
            resource "aws_s3_bucket" "a" {}
            resource "aws_s3_bucket" "b" { provider = aws.here }
            data "aws_region" "there" {}
            data "aws_partition" "there" {}
            module "inner" {
              source    = "../inner"
              providers = { aws = aws.here }
            }
            output "region" { value = data.aws_region.there.name }
            output "partition" { value = data.aws_partition.there.partition }
            """,
            "inner/main.tf": 'resource "aws_s3_bucket" "c" {}\n',
        },
    )
    (stack,) = load(tmp_path).stacks
    assert told(stack.problems) == []
    assert {r.address: r.provider for r in stack.of_type("aws_s3_bucket")} == {
        "aws_s3_bucket.own": "aws",
        "module.dns.aws_s3_bucket.a": "aws.core_network",
        "module.dns.aws_s3_bucket.b": "aws",
        "module.dns.module.inner.aws_s3_bucket.c": "aws",
    }
    assert {p.name: p.resource.get("region") for p in stack.providers} == {
        "aws": "ap-southeast-2",
        "aws.core_network": "us-east-1",
    }
    assert stack.outputs["where"].value == "us-east-1 aws"


def test_one_folder_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    write(tmp_path, {"a/main.tf": 'resource "terraform_data" "a" {}\n', "b/main.tf": ""})
    (tmp_path / "b").chmod(0)
    try:
        estate = load(tmp_path)
    finally:
        (tmp_path / "b").chmod(0o755)
    assert [s.path for s in estate.stacks] == ["a"]
    assert "cannot be searched" in estate.problems[0].message


def test_the_keywords_of_a_provisioner_are_no_references(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """
resource "terraform_data" "x" {
  input = "a"
  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "echo ${self.input}"
  }
}
""",
    )
    assert told(stack.problems) == []
