"""What strangers' expressions may not do: leave the repository, fill the memory, run for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.context import Library, StackContext
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.module import ModuleInstance
from datahub_guard.sources.hcl.parser import evaluate_text
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.schemas.store import SchemaStore


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    """A module `repository/stack` beside which a file of somebody else lies."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    stack = tmp_path / "repository" / "stack"
    stack.mkdir(parents=True)
    (stack / "main.tf").write_text('locals { template = "${"$"}{x}" }', encoding="utf-8")
    (stack / "inside.txt").write_text("inside", encoding="utf-8")
    (stack.parent / "beside.txt").write_text("beside", encoding="utf-8")
    (stack.parent / "latin.txt").write_bytes(b"\xe9")
    (stack / "endless.tpl").write_text('${templatefile("endless.tpl", {})}', encoding="utf-8")
    os.symlink(tmp_path / "secret.txt", stack / "link.txt")
    os.symlink(stack.parent / "beside.txt", stack / "good_link.txt")
    os.symlink(tmp_path, stack / "out")
    library = Library(Files(str(tmp_path / "repository")), SchemaStore.load())
    context = StackContext(library, str(stack), "stack", str(stack.parent), "repository")
    return ModuleInstance(library.definition(str(stack)), context).scope


def evaluate(expression: str, scope: Scope) -> Value:
    return evaluate_text(expression, scope)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('file("inside.txt")', "inside"),
        ('file("../beside.txt")', "beside"),
        ('file("./../stack/../beside.txt")', "beside"),
        ('file("good_link.txt")', "beside"),
        ('file("${path.module}/inside.txt")', "inside"),
        ('fileexists("../nothing.txt")', False),
        ('fileset(".", "*.txt")', ["good_link.txt", "inside.txt"]),
        ('fileset("..", "**/*.txt")', ["beside.txt", "latin.txt", "stack/good_link.txt", "stack/inside.txt"]),
        ('filebase64("../latin.txt")', "6Q=="),
    ],
)
def test_files_of_the_repository_are_read(scope: Scope, expression: str, value: Value) -> None:
    assert evaluate(expression, scope) == value


@pytest.mark.parametrize("function", ["file", "filebase64", "fileexists", "filemd5", "filebase64sha256"])
@pytest.mark.parametrize(
    "path", ["../../secret.txt", "/etc/hostname", "link.txt", "out/secret.txt", "../stack/../../secret.txt"]
)
def test_no_path_leads_out_of_the_repository(scope: Scope, function: str, path: str) -> None:
    with pytest.raises(EvaluationError, match="leads out of the repository"):
        evaluate(f'{function}("{path}")', scope)


def test_a_name_that_only_begins_like_the_repository_is_outside(scope: Scope, tmp_path: Path) -> None:
    (tmp_path / "repository2").mkdir()
    (tmp_path / "repository2" / "x.txt").write_text("x", encoding="utf-8")

    with pytest.raises(EvaluationError, match="leads out of the repository"):
        evaluate('file("../../repository2/x.txt")', scope)


@pytest.mark.parametrize("directory", ["../..", "/", "out", "../../repository2"])
def test_no_listing_leads_out_of_the_repository(scope: Scope, directory: str) -> None:
    with pytest.raises(EvaluationError, match="leads out of the repository"):
        evaluate(f'fileset("{directory}", "**")', scope)


def test_a_listing_follows_no_links_to_directories(scope: Scope) -> None:
    assert not any("secret" in path for path in evaluate('fileset(".", "**")', scope))
    assert evaluate('fileset(".", "out/*")', scope) == []


def test_a_device_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "main.tf").write_text("", encoding="utf-8")
    library = Library(Files(str(tmp_path)), SchemaStore.load())
    context = StackContext(library, str(tmp_path), "stack", str(tmp_path), "repository")
    inside = ModuleInstance(library.definition(str(tmp_path)), context).scope

    for function in ("file", "fileexists", "filesha1"):
        with pytest.raises(EvaluationError, match="regular file"):
            evaluate(f'{function}("pipe")', inside)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('file("../latin.txt")', "not UTF-8"),
        ('file("nothing.txt")', "there is no file"),
        ('file(".")', "regular file|directory"),
        ('templatefile("endless.tpl", {})', "more than 16 deep"),
        ('templatestring(local.template, {x = path.module, "a b" = 1})', "cannot be the name of a variable"),
        ('format("%99999999d", 1)', "width or precision"),
        ('join("", [for a in range(1000) : format("%9999s", "x")])', "limit is"),
        ('replace(join("", [for a in range(1000) : "xxxxxxxxxx"]), "x", format("%9999s", "y"))', "more than"),
        ("setproduct(range(1000), range(1000), range(1000))", "limit is"),
        ('tonumber("1e99999")', "range this tool computes with"),
        ("range(1e9)", "Terraform's own limit"),
        ('regex("(((a{100}){100}){100}){100}", "a")', "count up to 1000 in all"),
        (f'jsondecode("{"[" * 500}{"]" * 500}")', "nested"),
        (f'yamldecode("{"[" * 500}{"]" * 500}")', "nested"),
        ('indent(9999999, join("\\n", range(1000)))', "more than"),
    ],
)
def test_limits_are_named(scope: Scope, expression: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        evaluate(expression, scope)


def test_a_yaml_bomb_is_defused(scope: Scope) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    bomb = "\\n".join(lines)

    with pytest.raises(EvaluationError, match="parts"):
        evaluate(f'yamldecode("{bomb}")', scope)


def test_a_structure_of_yaml_cannot_contain_itself(scope: Scope) -> None:
    with pytest.raises(EvaluationError, match=r"before its alias|not YAML"):
        evaluate('yamldecode("a: &x [1, *x]")', scope)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(a|ab|b)*c", "(.*)*=", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"]
)
def test_no_pattern_takes_for_ever(scope: Scope, pattern: str) -> None:
    started = time.process_time()
    for text in ("a" * 3000 + "!", "x" * 3000):
        assert evaluate(f'can(regex("{pattern}", "{text}"))', scope) in (True, False)
    assert time.process_time() - started < 20
