"""Nothing that stands in a repository makes the loader hang, crash or use up the machine: it says what is too much."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown
from datahub_guard.sources.hcl import limits
from tests.hcl.loading import all_problems, by_address, load, load_text, write

_MANY = "\nlocals { many = flatten([for a in range(200) : [for b in range(100) : a * 100 + b]]) }\n"
_PAIR = """
resource "terraform_data" "a" { input = terraform_data.b.input }
resource "terraform_data" "b" { input = terraform_data.a.input }
output "o" { value = terraform_data.a.input }
"""
_SECONDS = 20
"""Far more than any of these takes, far less than what they ask for would."""


def _chain(length: int) -> str:
    lines = [f"  l{n} = local.l{n + 1}" for n in range(length)]
    return "locals {\n" + "\n".join(lines) + f'\n  l{length} = "end"\n}}\noutput "o" {{ value = local.l0 }}\n'


def _doubling(levels: int) -> str:
    lines = [f"  l{n} = [local.l{n + 1}, local.l{n + 1}]" for n in range(levels)]
    text = "locals {\n" + "\n".join(lines) + f'\n  l{levels} = "x"\n}}\noutput "o" {{ value = local.l0 }}\n'
    return text + 'resource "terraform_data" "d" { input = local.l0 }\n'


def _tower(levels: int, count: int) -> dict[str, str]:
    files = {f"m{n}/main.tf": _call(n + 1, count) for n in range(levels)}
    return {"main.tf": _call(0, count), **files, f"m{levels}/main.tf": 'resource "terraform_data" "d" {}\n'}


def _call(n: int, count: int) -> str:
    where = f"./m{n}" if n == 0 else f"../m{n}"
    return f'module "m" {{\n  source = "{where}"\n  count  = {count}\n}}\n'


@pytest.fixture(autouse=True)
def _in_time() -> object:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < _SECONDS


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('resource "terraform_data" "d" { count = 1000000000 }', "terraform_data.d[*]"),
        (
            'resource "terraform_data" "d" { for_each = toset([for n in local.many : tostring(n)]) }' + _MANY,
            "terraform_data.d[*]",
        ),
        ('resource "terraform_data" "d" { count = 1e999 }', "terraform_data.d[*]"),
    ],
)
def test_a_block_with_too_many_instances(tmp_path: Path, text: str, address: str) -> None:
    stack = load_text(tmp_path, text)
    assert set(by_address(stack)) == {address}
    assert [p.kind for p in stack.problems] == ["limit"]
    assert by_address(stack)[address].uncertain


def test_a_stack_with_too_many_instances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datahub_guard.sources.hcl.context.MAX_STACK_INSTANCES", 3_000)
    (stack,) = load(write(tmp_path, _tower(8, 5))).stacks
    assert len(stack.resources) < 10_000
    assert any("more instances than the limit" in p.message for p in stack.problems)


def test_modules_too_deep(tmp_path: Path) -> None:
    (stack,) = load(write(tmp_path, _tower(limits.MAX_MODULE_DEPTH + 3, 1))).stacks
    (problem,) = stack.problems
    assert f"more than {limits.MAX_MODULE_DEPTH} levels deep" in problem.message


def test_a_dynamic_block_too_often(tmp_path: Path) -> None:
    text = 'resource "aws_security_group" "g" {\n dynamic "ingress" {\n  for_each = local.many\n  content {}\n }\n}\n'
    stack = load_text(tmp_path, text + _MANY)
    assert any("the limit is" in p.message for p in stack.problems)
    assert isinstance(by_address(stack)["aws_security_group.g"].peek("ingress[0]"), Unknown)


@pytest.mark.parametrize("text", [_chain(20), _chain(5_000), _doubling(10), _doubling(60)])
def test_values_through_many_others(tmp_path: Path, text: str) -> None:
    stack = load_text(tmp_path, text)
    value = stack.outputs["o"].value
    assert value == "end" or isinstance(value, (list, Unknown))
    if isinstance(value, Unknown):
        assert stack.problems
    by_address(stack).get("terraform_data.d")


@pytest.mark.parametrize(
    "text",
    [
        'locals { a = local.a }\noutput "o" { value = local.a }\n',
        'locals {\n a = local.b\n b = local.c\n c = local.a\n}\noutput "o" { value = local.b }\n',
        _PAIR,
        'resource "terraform_data" "a" { count = length(terraform_data.a) }\noutput "o" { value = terraform_data.a }\n',
        'module "m" {\n source = "./m"\n in = module.m.out\n}\noutput "o" { value = module.m.out }\n',
        'module "m" {\n source = "./m"\n for_each = module.m\n in = 1\n}\noutput "o" { value = module.m }\n',
    ],
)
def test_values_that_are_made_of_themselves(tmp_path: Path, text: str) -> None:
    module = 'variable "in" {}\noutput "out" { value = var.in }\n'
    stack = load_text(tmp_path, text, **({"m__main_DOT_tf": module} if "./m" in text else {}))
    assert isinstance(stack.outputs["o"].value, Unknown)
    assert stack.problems
    for resource in stack.resources:
        resource.attributes.origins(("input",))


def _many_wrong_names() -> str:
    lines = [f"  x{n} = loca{n}.abcdefgh + nosuchfunction{n}(1)" for n in range(3_000)]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


def _wrong_in_every_instance() -> str:
    return (
        'resource "aws_instance" "i" {\n count = 9000\n ami = aws_ami_copy.nothing.id\n'
        " user_data = nosuchfunction(count.index)\n tags = local.nothing\n}\n"
    )


def _long_index() -> str:
    return 'output "o" { value = ' + "[" * 90 + "1" + "]" * 90 + "[0]" * 90 + " }\n"


@pytest.mark.parametrize("make", [_many_wrong_names, _wrong_in_every_instance, _long_index])
def test_much_that_is_wrong_is_told_in_time(tmp_path: Path, make: Callable[[], str]) -> None:
    assert load_text(tmp_path, make()) is not None


def test_one_wrong_expression_is_one_problem_for_all_instances(tmp_path: Path) -> None:
    stack = load_text(tmp_path, 'resource "terraform_data" "d" {\n count = 500\n input = local.nothing\n}\n')
    assert len(stack.problems) == 1
    assert len(stack.resources) == 500
    value = stack.resources[7].peek("input")
    assert isinstance(value, Unknown)
    assert "no local value nothing" in value.why()


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datahub_guard.sources.hcl.files.Files.read.__defaults__", (1000,), raising=False)
    write(
        tmp_path, {"main.tf": 'resource "terraform_data" "d" {}\n', "big.tf": "# " + "x" * (limits.MAX_FILE_BYTES + 10)}
    )
    estate = load(tmp_path)
    (problem,) = all_problems(estate)
    assert "larger than the limit" in problem.message
    assert problem.place.file == "big.tf"
    (stack,) = estate.stacks
    assert set(by_address(stack)) == {"terraform_data.d"}


def test_folders_too_deep(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(limits.MAX_DIRECTORY_DEPTH + 5):
        folder = folder / "d"
    write(tmp_path, {"main.tf": ""})
    write(folder, {"main.tf": ""})
    estate = load(tmp_path)
    assert [p.kind for p in estate.problems] == ["limit"]
    assert len(estate.stacks) == 1


def test_a_backend_and_files_of_all_kinds_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.tf": "\x00\x01\x02",
            "b.tf": "",
            "c.tf": "resource",
            "d.tf": 'resource "a_b" "c" {',
            "e.tf.json": "{",
            "f.tf.json": "[[[[",
            "g.tf.json": '{"resource": {"a_b": {"d": "text"}}}',
            "terraform.tfvars": "x = [",
            "b.auto.tfvars.json": "[]",
            ".terraform.lock.hcl": "provider {",
            ".terraform/modules/modules.json": "{]",
            ".terraform/environment": "\xff",
        },
    )
    estate = load(tmp_path)
    assert {p.place.file for p in all_problems(estate)} >= {"a.tf", "c.tf", "d.tf", "e.tf.json", "terraform.tfvars"}
    assert isinstance(estate.stacks[0], Stack)
