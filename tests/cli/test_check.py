"""`check` as its users run it: exit codes, wrong usage, inputs that cannot be read."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import guard

REPOSITORY = "app-datahub-prod-databricks-aws-infra"
CLEAN = 'resource "terraform_data" "x" {}\n'
LISTENER = """resource "aws_lb_listener" "x" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:loadbalancer/app/x/1"
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/x/1"
  }
}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    folder = tmp_path / REPOSITORY
    folder.mkdir()
    (folder / "main.tf").write_text(LISTENER, encoding="utf-8")
    return folder


def test_a_finding_is_exit_1_at_its_line(stack: Path) -> None:
    done = guard("check", stack, "--select", "TLS-001", "--format", "json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["file"], finding["line"], finding["address"]) == ("main.tf", 4, "aws_lb_listener.x")


def test_clean_is_exit_0(stack: Path) -> None:
    (stack / "main.tf").write_text(CLEAN, encoding="utf-8")
    done = guard("check", stack, "--select", "TLS")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 findings" in done.stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "critical"], 0),
        (["--severity", "critical"], 0),
        (["--ignore", "TLS-001"], 0),
        (["--ignore", "TLS-001,KMS-001"], 0),
        (["--fail-on", "low"], 1),
    ],
)
def test_the_gate_is_what_was_asked(stack: Path, options: list[str], code: int) -> None:
    assert guard("check", stack, "--select", "TLS", *options).returncode == code


def test_strict_lets_undecided_count(stack: Path) -> None:
    text = LISTENER.replace('"ELBSecurityPolicy-2016-08"', "var.policy") + 'variable "policy" {}\n'
    (stack / "main.tf").write_text(text, encoding="utf-8")
    assert guard("check", stack, "--select", "TLS-001").returncode == 0
    assert guard("check", stack, "--select", "TLS-001", "--fail-on-undecided", "critical").returncode == 0
    assert guard("check", stack, "--select", "TLS-001", "--fail-on-undecided", "high").returncode == 3
    assert guard("check", stack, "--select", "TLS-001", "--strict").returncode == 3


def test_a_problem_outranks_findings_and_hides_none(stack: Path) -> None:
    (stack / "broken.tf").write_text('resource "aws_s3_bucket" "x" {\n  bucket = \n}\n', encoding="utf-8")
    done = guard("check", stack, "--select", "TLS-001", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert len(report["findings"]) == 1
    assert [(p["file"], p["line"]) for p in report["problems"]] == [("broken.tf", 2)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek", "."], "check"),
        (["check", "no-such-folder"], "no-such-folder: no such file or folder"),
        (["check", ".", "--select", "TLS-01"], "nearest: TLS-001"),
        (["check", ".", "--select", "TSL"], "nearest: TLS"),
        (["check", ".", "--output", "sarf=x"], "nearest: sarif"),
        (["check", ".", "--output", "sarif"], "FORMAT=FILE"),
        (["check", ".", "--format", "yaml"], "text"),
        (["check", ".", "--fail-on", "hihg"], "high"),
        (["check", ".", "--pack", "no-such-pack"], "no such pack"),
        (["check", ".", "--facts", "no-such-facts.yaml"], "no-such-facts.yaml"),
        (["check", ".", "--var-file", "no.tfvars"], "no.tfvars"),
        (["check", ".", "--plan", "x"], "STACK=FILE"),
        (["check", ".", "--estate", "no-index.json"], "no-index.json"),
        (["explain", "TLS-01"], "nearest: TLS-001"),
    ],
)
def test_wrong_usage_is_exit_2_and_names_the_nearest(stack: Path, words: list[str], said: str) -> None:
    done = guard(*words, cwd=stack)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_with_a_key_that_does_not_exist(stack: Path) -> None:
    (stack / "datahub-guard.toml").write_text('fail_on = "high"\n', encoding="utf-8")
    done = guard("check", stack)
    assert done.returncode == 2
    assert "fail-on" in done.stderr


def test_settings_count_and_the_command_line_counts_more(stack: Path) -> None:
    (stack / "datahub-guard.toml").write_text('select = ["TLS-001"]\nfail-on = "critical"\n', encoding="utf-8")
    assert guard("check", stack).returncode == 0
    assert guard("check", stack, "--fail-on", "high").returncode == 1


@pytest.mark.parametrize("content", ["", "readme"])
def test_nothing_to_check_is_exit_2(tmp_path: Path, content: str) -> None:
    if content:
        (tmp_path / "README.md").write_text(content, encoding="utf-8")
    done = guard("check", tmp_path)
    assert done.returncode == 2
    assert "nothing to check" in done.stderr


def test_what_cannot_be_read_is_said_and_the_rest_is_checked(stack: Path, tmp_path: Path) -> None:
    (stack / "folder.tf").mkdir()
    os.symlink("nowhere", stack / "dangling.tf")
    os.symlink(stack, stack / "loop")
    for name in ("pipe.tf", "plan.json", ".gitlab-ci.yml"):
        os.mkfifo(stack / name)
    outside = tmp_path / "outside"
    outside.write_text("root:x:0:0\n", encoding="utf-8")
    os.symlink(outside, stack / "link.tf")
    (stack / "latin.tf").write_bytes(b'locals {\n  name = "caf\xe9"\n}\n')
    with open(stack / "huge.tf", "wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    done = guard("check", stack, "--select", "TLS-001", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert len(report["findings"]) == 1
    named = {problem["file"] for problem in report["problems"]}
    assert {"dangling.tf", "huge.tf", "latin.tf", "pipe.tf", "plan.json", "link.tf"} <= named
    # a link is not a way to see what lies outside
    shown = guard("check", stack, "--select", "TLS-001").stdout
    assert "link.tf" in shown
    assert "root:x" not in shown


def test_a_binary_plan_is_refused_with_the_command_that_converts_it(stack: Path) -> None:
    with zipfile.ZipFile(stack / "tfplan", "w") as archive:
        for name in ("tfplan", "tfstate", "tfconfig/modules.json"):
            archive.writestr(name, "x")
    done = guard("check", stack / "tfplan")
    assert done.returncode != 0
    assert "terraform show -json" in done.stdout + done.stderr


def test_several_reports_at_once(stack: Path, tmp_path: Path) -> None:
    names = ("json", "sarif", "codequality", "junit", "text")
    options = [word for name in names for word in ("--output", f"{name}={tmp_path / name}")]
    done = guard("check", stack, "--select", "TLS-001", *options)
    assert done.returncode == 1
    for name in names:
        assert "TLS-001" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_pack_of_ones_own(stack: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "own.py").write_text(
        '''"""Rules of our own."""
from datahub_guard.model.severity import Severity
from datahub_guard.rules.contract import Hit, rule


@rule(id="OWN-001", title="No listeners", severity=Severity.LOW, applies_to=("aws_lb_listener",), remedy="Remove it.")
def listener(resource, ctx):
    """We have none."""
    yield Hit(resource, "a listener", "protocol")


@rule(id="OWN-002", title="Broken", severity=Severity.LOW, applies_to=("aws_lb_listener",), remedy="Mend it.")
def broken(resource, ctx):
    """It raises."""
    yield Hit(resource, 1 / 0)
''',
        encoding="utf-8",
    )
    done = guard("check", stack, "--pack", pack, "--select", "OWN", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert [(f["rule"], f["line"]) for f in report["findings"]] == [("OWN-001", 3)]
    (failure,) = report["rule_failures"]
    assert (failure["rule"], failure["line"]) == ("OWN-002", 15)


def test_rules_about_changes_are_said_not_to_have_run_without_a_plan(stack: Path) -> None:
    report = json.loads(guard("check", stack, "--format", "json").stdout)
    assert [skipped["rule"] for skipped in report["coverage"]["rules_skipped"]] == ["KMS-008"]
    assert "KMS-008" not in report["coverage"]["rules_run"]


def test_rules_and_explain(stack: Path) -> None:
    rules = json.loads(guard("rules", "--format", "json").stdout)
    assert {"id", "severity", "language", "rationale", "remedy"} <= set(rules[0])
    page = guard("explain", "TLS-001").stdout
    assert page.startswith("# TLS-001")
    assert "## Why" in page
    assert "\n    terraform {\n      backend" in guard("explain", "STATE-001").stdout


def test_eval_and_show(stack: Path) -> None:
    (stack / "locals.tf").write_text('locals {\n  names = ["a", "b"]\n}\n', encoding="utf-8")
    done = guard("eval", stack, "--format", "jsonl", given="length(local.names)\nnope(\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert rows[0]["value"] == {"v": {"#": "2"}}
    assert "err" in rows[1]
    shown = json.loads(guard("show", stack, "--format", "json").stdout)
    assert shown[0]["resources"][0]["values"]["protocol"] == "HTTPS"


def test_several_processes_come_to_the_same_report(tmp_path: Path) -> None:
    for number in range(5):
        folder = tmp_path / f"repository-{number}"
        folder.mkdir()
        (folder / "main.tf").write_text(LISTENER, encoding="utf-8")
    one = guard("check", tmp_path, "--format", "json")
    several = guard("check", tmp_path, "--format", "json", "--jobs", "3")
    assert json.loads(one.stdout)["findings"]
    assert several.stdout == one.stdout
