"""What no committed file may hold, and how large a module may grow."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.places import ROOT

MODULE_LINES = 500
FUNCTION_LINES = 80

# Written so that the expression does not match its own source.
MACHINE_PATH = re.compile(r"(?<![\w.~}$\])-])/(?:wor[k]|roo[t]|tm[p])/[\w.<{*-]")
REGISTRY_HOST = re.compile(
    r"py[p]i\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|prox[y]\.golang\.org|su[m]\.golang\.org|"
    r"crate[s]\.io|maven(?:\.apache)?[.]org|de[b]ian\.org",
    re.IGNORECASE,
)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name for name in listing.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def python_files(*folders: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_committed_file_names(pattern: re.Pattern[str]) -> None:
    """A path of one machine is wrong on the next; where packages come from is each machine's own setting."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files()
        if (match := pattern.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert found == []


def test_patterns_match_what_they_are_for() -> None:
    assert MACHINE_PATH.search("see " + "/wor" + "k/main/x")
    assert MACHINE_PATH.search('"' + "/tm" + 'p/lab"')
    assert not MACHINE_PATH.search("docs/work/x ~/tmp/x ${HOME}/tmp/x")
    assert REGISTRY_HOST.search("https://files." + "pythonhos" + "ted.org/")


def test_modules_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files("datahub_guard", "policies")
        if (lines := path.read_text("utf-8").count("\n")) > MODULE_LINES
    }
    assert long == {}


def test_functions_fit_on_a_screen() -> None:
    long = {}
    for path in python_files("datahub_guard", "policies", "tools"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert long == {}


def test_a_module_is_named_for_its_job() -> None:
    vague = [path for path in python_files("datahub_guard", "policies", "tests", "tools") if path.stem in VAGUE_NAMES]
    assert vague == []


def test_only_the_command_line_ends_the_process() -> None:
    """Everything else raises, so that it can be used and tested without a process of its own."""
    exits = []
    for path in python_files("datahub_guard"):
        if path.relative_to(ROOT).parts[1] in {"cli", "__main__.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "exit", "quit"}:
                exits.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Raise) and node.exc is not None and "SystemExit" in ast.unparse(node.exc):
                exits.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert exits == []
