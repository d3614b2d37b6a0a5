"""An environment that does not change what the tests see, and what they skip without."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from tests.places import CORPORA, opa_command, provider_mirror, terraform_command

# What a CI system, a terminal or somebody's own work leaves in the environment and the product, git, rich or
# Terraform would react to.
_LEFTOVERS = re.compile(
    r"CI|CI_\w+|GITLAB_\w+|GITHUB_\w+|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|COLUMNS|LINES|PAGER|GIT_(?!SSL)\w+|"
    r"TF_VAR_\w+|TF_CLI_ARGS\w*|TF_WORKSPACE|TF_DATA_DIR|TF_LOG\w*|AWS_(?!CA_BUNDLE)\w+|DATABRICKS_\w+|\w*TOKEN|"
    r"DATAHUB_GUARD_(?!CORPORA)\w+"
)

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if _LEFTOVERS.fullmatch(name)]:
        del os.environ[name]


def _no_corpora() -> str | None:
    return None if CORPORA.is_dir() else "the test corpora are not beside the checkout: set DATAHUB_GUARD_CORPORA"


def _no_opa() -> str | None:
    return None if opa_command() else "no OPA here: make opa"


def _no_terraform() -> str | None:
    return None if terraform_command() else "no terraform command on the path"


_NEEDS: dict[str, Callable[[], str | None]] = {
    "corpora": _no_corpora,
    "opa": _no_opa,
    "terraform": _no_terraform,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what a mark says cannot run here, with the reason."""
    missing = {name: reason for name, need in _NEEDS.items() if (reason := need())}
    for item in items:
        for name, reason in missing.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the test corpora; skips where there is none."""
    if reason := _no_corpora():
        pytest.skip(reason)
    return CORPORA


@pytest.fixture(scope="session")
def opa() -> Path:
    """A real OPA's command; skips where there is none."""
    command = opa_command()
    if command is None:
        pytest.skip(_no_opa() or "")
    return command


@pytest.fixture(scope="session")
def terraform_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which a real Terraform takes the AWS provider from a mirror and asks no network.

    Skips where there is no Terraform or no mirror. The first command in a directory must be `terraform init`.
    """
    mirror = provider_mirror()
    if reason := _no_terraform() or (None if mirror else "no filesystem mirror with the AWS provider"):
        pytest.skip(reason)
    config = tmp_path_factory.mktemp("terraform") / "cli.tfrc"
    config.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
        "disable_checkpoint = true\n",
        encoding="utf-8",
    )
    return {**os.environ, "TF_CLI_CONFIG_FILE": str(config), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
