"""Where tests find what lies outside them: the checkout, the corpora, Terraform, OPA."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CORPORA = Path(os.environ.get("DATAHUB_GUARD_CORPORA") or ROOT.parent / "shared" / "corpora")
"""Test data that is not ours to ship. Use the `corpora` fixture or mark, which skip where it is absent."""

REGISTRY = "registry.terraform.io"
"""The folder that a provider mirror has at its top: the host in a provider's address."""


def opa_command() -> Path | None:
    """The OPA that `make opa` built, or the one on the path."""
    built = ROOT / ".tools" / "bin" / "opa"
    if built.is_file():
        return built
    found = shutil.which("opa")
    return Path(found) if found else None


def terraform_command() -> Path | None:
    """The Terraform on the path."""
    found = shutil.which("terraform")
    return Path(found) if found else None


def provider_mirror(provider: str = "hashicorp/aws") -> Path | None:
    """A folder that holds this provider as Terraform's filesystem mirrors do, or None.

    Looked for where Terraform's own configuration names one, then in the folders that Terraform searches by
    itself, then one level below the folders where software is put by hand.
    """
    for folder in _mirror_candidates():
        if (folder / REGISTRY / provider).is_dir():
            return folder
    return None


def _mirror_candidates() -> Iterator[Path]:
    for config in (Path(os.environ.get("TF_CLI_CONFIG_FILE", "")), Path.home() / ".terraformrc"):
        if config.is_file():
            for path in re.findall(r'^\s*path\s*=\s*"([^"]+)"', config.read_text("utf-8"), re.MULTILINE):
                yield Path(path)
    yield Path.home() / ".terraform.d" / "plugins"
    yield Path("/usr/local/share/terraform/plugins")
    yield Path("/usr/share/terraform/plugins")
    for parent in (Path("/opt"), Path("/usr/local/share"), Path("/usr/local/lib")):
        if parent.is_dir():
            yield from sorted(child for child in parent.iterdir() if os.access(child, os.R_OK))
