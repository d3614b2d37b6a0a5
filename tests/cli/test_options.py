"""Every option of `check`, from the command line and from the settings, with its exit code."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import guard
from tests.cli.test_check import CLEAN, LISTENER, REPOSITORY

SLOW_RULE = '''"""A rule that takes its time."""
import time

from datahub_guard.model.severity import Severity
from datahub_guard.rules.contract import Hit, rule


@rule(id="SLOW-001", title="Slow", severity=Severity.LOW, applies_to=("terraform_data",), remedy="Wait.")
def slow(resource, ctx):
    """It is slow."""
    time.sleep(1.6)
    return iter(())
'''


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    folder = tmp_path / REPOSITORY
    folder.mkdir()
    (folder / "main.tf").write_text(LISTENER, encoding="utf-8")
    return folder


def test_what_is_below_the_severity_is_neither_reported_nor_counted(stack: Path) -> None:
    options = ["--select", "TLS-001,NAME-005", "--fail-on", "low", "--format", "json"]
    every = json.loads(guard("check", stack, *options).stdout)
    assert {f["severity"] for f in every["findings"]} == {"high", "medium"}
    done = guard("check", stack, *options, "--severity", "high")
    assert {f["severity"] for f in json.loads(done.stdout)["findings"]} == {"high"}
    assert done.returncode == 1
    assert guard("check", stack, *options, "--severity", "critical").returncode == 0


def test_undecided_below_the_severity_does_not_count(stack: Path) -> None:
    text = LISTENER.replace('"ELBSecurityPolicy-2016-08"', "var.policy") + 'variable "policy" {}\n'
    (stack / "main.tf").write_text(text, encoding="utf-8")
    assert guard("check", stack, "--select", "TLS-001", "--strict").returncode == 3
    assert guard("check", stack, "--select", "TLS-001", "--strict", "--severity", "critical").returncode == 0


def test_values_come_from_a_variables_file(stack: Path, tmp_path: Path) -> None:
    text = LISTENER.replace('"ELBSecurityPolicy-2016-08"', "var.policy") + 'variable "policy" {}\n'
    (stack / "main.tf").write_text(text, encoding="utf-8")
    values = tmp_path / "values.tfvars"
    values.write_text('policy = "ELBSecurityPolicy-2016-08"\n', encoding="utf-8")
    assert guard("check", stack, "--select", "TLS-001").returncode == 0
    assert guard("check", stack, "--select", "TLS-001", "--var-file", values).returncode == 1


def test_facts_of_ones_own(stack: Path, tmp_path: Path) -> None:
    from datahub_guard.rules import packs

    shipped = Path(packs.shipped("policies")) / "platform.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(shipped.read_text(encoding="utf-8") + "\nnetwroks: {}\n", encoding="utf-8")
    done = guard("check", stack, "--facts", own)
    assert done.returncode == 2
    assert "netwroks" in done.stderr
    own.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    assert guard("check", stack, "--facts", own, "--select", "TLS-001").returncode == 1


def test_the_repository_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "main.tf").write_text(LISTENER, encoding="utf-8")
    for options, name in (([], "checkout"), (["--repository", REPOSITORY], REPOSITORY)):
        report = json.loads(guard("check", folder, "--format", "json", *options).stdout)
        assert [stack["name"] for stack in report["coverage"]["stacks"]] == [name]


def test_paths_are_relative_to_the_root(stack: Path, tmp_path: Path) -> None:
    done = guard("check", stack, "--root", tmp_path, "--select", "TLS-001", "--format", "json")
    assert [f["file"] for f in json.loads(done.stdout)["findings"]] == [f"{REPOSITORY}/main.tf"]
    assert guard("check", stack, "--root", stack / "elsewhere").returncode == 2


def test_a_second_reader_objects_to_what_it_cannot_read(stack: Path) -> None:
    pytest.importorskip("hcl2")
    (stack / "main.tf").write_text(CLEAN, encoding="utf-8")
    (stack / "names.tf").write_text("locals {\n  größe = 1\n}\n", encoding="utf-8")
    assert guard("check", stack, "--select", "TLS").returncode == 0
    done = guard("check", stack, "--select", "TLS", "--second-reader", "--format", "json")
    assert done.returncode == 3
    assert [(p["kind"], p["file"]) for p in json.loads(done.stdout)["problems"]] == [("second-reader", "names.tf")]


def test_statistics_are_on_standard_error(stack: Path) -> None:
    done = guard("check", stack, "--select", "TLS-001", "--format", "json", "--statistics")
    assert json.loads(done.stdout)["findings"]
    assert "files read" in done.stderr
    assert "TLS-001" in done.stderr


@pytest.mark.parametrize("name", ["json", "sarif", "codequality", "junit"])
def test_an_output_is_what_standard_output_would_be(stack: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "report"
    shown = guard("check", stack, "--select", "TLS-001", "--format", name).stdout
    guard("check", stack, "--select", "TLS-001", "--output", f"{name}={file}")
    assert file.read_text(encoding="utf-8") == shown


def test_an_output_that_cannot_be_written_is_exit_2(stack: Path, tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "no" / "folder"):
        done = guard("check", stack, "--output", f"json={file}")
        assert done.returncode == 2
        assert str(file) in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("jobs = 0", "jobs"),
        ('jobs = "2"', "a whole number"),
        ('select = "TLS"', "a list of strings"),
        ('select = ["TSL"]', "nearest: TLS"),
        ('severity = "hihg"', "nearest: high"),
        ('format = "jsn"', "nearest: json"),
        ('output = ["sarf=x"]', "nearest: sarif"),
        ('selct = ["TLS"]', "nearest: select"),
        ("select = [", "not TOML"),
    ],
)
def test_wrong_settings_are_exit_2(stack: Path, settings: str, said: str) -> None:
    (stack / "datahub-guard.toml").write_text(settings + "\n", encoding="utf-8")
    done = guard("check", stack)
    assert done.returncode == 2
    assert said in done.stderr


def test_settings_are_found_above_and_their_paths_are_beside_them(stack: Path, tmp_path: Path) -> None:
    (tmp_path / "datahub-guard.toml").write_text(
        'select = ["TLS-001"]\nformat = "json"\nstrict = true\noutput = ["sarif=out.sarif"]\n', encoding="utf-8"
    )
    (tmp_path / "elsewhere").mkdir()
    done = guard("check", stack, cwd=tmp_path / "elsewhere")
    assert [f["rule"] for f in json.loads(done.stdout)["findings"]] == ["TLS-001"]
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    # a repository's settings end at its root
    (stack / ".git").mkdir()
    assert not guard("check", stack, "--select", "TLS-001").stdout.startswith("{")


def test_a_reader_that_goes_away_is_no_error_of_ours(stack: Path) -> None:
    for number in range(400):
        (stack / f"more{number}.tf").write_text(LISTENER.replace('"x" {', f'"x{number}" {{'), encoding="utf-8")
    command = [sys.executable, "-m", "datahub_guard", "check", str(stack), "--select", "TLS"]
    # unbuffered, Python takes the part of a write that got through for the whole
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_stream_that_cannot_say_everything(stack: Path) -> None:
    (stack / "main.tf").write_text(LISTENER.replace("2016-08", "日本"), encoding="utf-8")
    command = [sys.executable, "-m", "datahub_guard", "check", str(stack), "--select", "TLS-001"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)
    assert done.returncode == 1
    assert b"\\u65e5\\u672c" in done.stdout
    done = subprocess.run([*command, "--format", "json"], capture_output=True, env=environment, check=False, timeout=60)
    assert "日本" in json.loads(done.stdout.decode("utf-8"))["findings"][0]["message"]


def on_a_terminal(*words: str | Path) -> str:
    """What `datahub-guard` writes to a terminal of 80 columns."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    command = [sys.executable, "-m", "datahub_guard", *map(str, words)]
    seen = b""
    with subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave, env=environment):
        os.close(slave)
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
    os.close(master)
    return seen.decode("utf-8")


def test_a_terminal_gets_colours_and_no_progress_for_what_is_quick(stack: Path) -> None:
    seen = on_a_terminal("check", stack, "--select", "TLS-001")
    assert "\x1b[1mTLS-001" in seen
    assert "\x1b[2K" not in seen


def test_markup_in_a_name_is_shown_as_it_is(stack: Path) -> None:
    (stack / "main.tf").write_text(LISTENER.replace("2016-08", "[red]x[/red]"), encoding="utf-8")
    assert "[red]x[/red]" in on_a_terminal("check", stack, "--select", "TLS-001")


def test_a_terminal_is_told_what_takes_long(stack: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "slow.py").write_text(SLOW_RULE, encoding="utf-8")
    (stack / "main.tf").write_text(CLEAN, encoding="utf-8")
    seen = on_a_terminal("check", stack, "--pack", tmp_path / "pack", "--select", "SLOW")
    assert "checking" in seen
    assert seen.rindex("\x1b[2K") < seen.index("1 stack")
