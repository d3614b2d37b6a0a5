"""A copy of the library to run Terraform in, and a provider of Databricks' schemas for it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from datahub_guard.sources.schemas.store import SchemaStore
from tests.places import ROOT

LIBRARY = ROOT / "modules"
MODULES = tuple(sorted(path.parent.name for path in LIBRARY.glob("*/versions.tf")))
EXAMPLES = tuple(sorted(path.parent.relative_to(LIBRARY) for path in LIBRARY.glob("*/examples/*/main.tf")))

Terraform = Callable[..., "subprocess.CompletedProcess[str]"]


def needs_databricks(module: str) -> bool:
    """Whether a module requires the Databricks provider."""
    return "databricks/databricks" in (LIBRARY / module / "versions.tf").read_text("utf-8")


@pytest.fixture(scope="session")
def databricks_plugin() -> Iterator[str]:
    """The value of `TF_REATTACH_PROVIDERS` for a provider that has Databricks' schemas."""
    pytest.importorskip("grpc", reason="grpcio is not installed: Terraform cannot be given Databricks' schemas")
    from tools.schema_provider import SchemaProvider

    with SchemaProvider("databricks", SchemaStore.load()) as plugin:
        yield plugin


@pytest.fixture
def terraform(
    request: pytest.FixtureRequest, terraform_environment: dict[str, str], tmp_path: Path
) -> Callable[[str], Terraform]:
    """For a folder of the library, a function that runs Terraform in a copy of it, after `terraform init`."""

    def prepare(folder: str) -> Terraform:
        library = tmp_path / "modules"
        shutil.copytree(LIBRARY, library, ignore=shutil.ignore_patterns(".terraform*"))
        environment = dict(terraform_environment)
        if needs_databricks(Path(folder).parts[0]):
            environment["TF_REATTACH_PROVIDERS"] = request.getfixturevalue("databricks_plugin")

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                ["terraform", *arguments],
                cwd=library / folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
            )  # fmt: skip

        initialised = run("init", "-backend=false", "-input=false", "-no-color")
        assert initialised.returncode == 0, initialised.stderr
        return run

    return prepare


@pytest.fixture(scope="session")
def checkov() -> str:
    """Checkov's command; skips where there is none."""
    command = shutil.which("checkov")
    if command is None:
        pytest.skip("no checkov on the path")
    return command
