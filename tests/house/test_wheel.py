"""The wheel, installed where there is no checkout, checks a repository elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.places import ROOT

REPOSITORY = """
resource "aws_lb_listener" "front" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188"
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/front/73e2d6bc24d8a067"
  }
}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked hatchling: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, text=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands' folder of a fresh environment that holds the wheel.

    The dependencies come from the environment of this run, through a path file behind the new one's own packages;
    the checkout does not: its editable installation is a path file there, and those are read one level deep only.
    """
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False, symlinks=True)
    commands = home / "bin"
    install = [sys.executable, "-m", "pip", "--python", str(commands / "python"), "install", "--quiet"]
    subprocess.run(
        [*install, "--no-index", "--no-deps", "--no-compile", str(wheel)], check=True, capture_output=True, text=True
    )
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return commands


def run(installation: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    command = [str(installation / arguments[0]), *arguments[1:]]
    return subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True, timeout=120)


def test_everything_is_under_the_package_s_own_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"datahub_guard"}
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_the_wheel_holds_packs_facts_and_schemas(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("policies", "rego"):
        expected = {
            f"datahub_guard/packs/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert expected
        assert expected <= inside
    assert "datahub_guard/packs/policies/platform.yaml" in inside
    data = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "datahub_guard" / "data").rglob("*") if path.is_file()
    }
    assert data
    assert data <= inside


def test_the_installed_command_checks_a_repository_elsewhere(installation: Path, tmp_path: Path) -> None:
    where = "import datahub_guard, sys; print(datahub_guard.__file__); sys.exit('policies' in sys.modules)"
    module = run(installation, "python", "-c", where, cwd=tmp_path).stdout
    assert str(installation.parent) in module, "the checkout's package was imported in place of the wheel's"

    (tmp_path / "main.tf").write_text(REPOSITORY, encoding="utf-8")
    by_script = run(installation, "datahub-guard", "check", ".", "--format", "json", cwd=tmp_path)
    assert by_script.returncode == 1, by_script.stderr
    report = json.loads(by_script.stdout)
    assert report["problems"] == []
    found = {(item["rule"].split("-")[0], item["file"], item["address"]) for item in report["findings"]}
    assert ("TLS", "main.tf", "aws_lb_listener.front") in found, "a Rego rule of the wheel's pack"
    assert ("STATE", "main.tf", tmp_path.name) in found, "a Python rule of the wheel's pack"

    by_module = run(installation, "python", "-m", "datahub_guard", "check", ".", "--format", "json", cwd=tmp_path)
    assert json.loads(by_module.stdout)["findings"] == report["findings"]
