"""Telling plans, states and what looks like them apart by their first kilobytes, whatever they are called."""

from __future__ import annotations

import os
import re

HEAD_BYTES = 65_536
"""How much of a file decides what it is: Terraform writes the telling keys first, and pretty-printers sort them."""

PLAN = "plan"
BINARY_PLAN = "binary plan"
LOG = "log"
STATE = "state"
SHOWN_STATE = "shown state"
SCHEMAS = "provider schemas"
JSON = "JSON"

REMEDIES = {
    BINARY_PLAN: "convert it: terraform show -json tfplan > tfplan.json",
    LOG: "this is the log of `terraform plan -json`; save the plan with `terraform plan -out=tfplan` and convert it: "
    "terraform show -json tfplan > tfplan.json",
    STATE: "this is a state: name it with --state STACK=FILE; a plan is made by: "
    "terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json",
    SHOWN_STATE: "this is `terraform show -json` of a state; name the plan: terraform show -json tfplan > tfplan.json",
    SCHEMAS: "this is `terraform providers schema -json`; a plan is made by: terraform show -json tfplan > tfplan.json",
}
"""By kind: what to do about a file that was given as a plan."""

_ZIP = b"PK\x03\x04"
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMES = re.compile(r"(?:tf)?plan\.json|.*\.tfplan\.json", re.IGNORECASE)
_KEY = re.compile(r'"([A-Za-z_@]+)"\s*:')
_PLAN_KEYS = frozenset({"planned_values", "resource_changes", "output_changes"})


def is_plan_name(name: str) -> bool:
    """Whether a file of this name in a stack's folder is taken for its plan: `plan.json`, `tfplan.json`,
    `*.tfplan.json`."""
    return _NAMES.fullmatch(name) is not None


def is_plan(path: str) -> bool:
    """Whether the file holds a plan as `terraform show -json` writes it; False where it cannot be read."""
    return kind_of_file(path) == PLAN


def kind_of_file(path: str) -> str:
    """What a file is, as `kind_of`; an empty string where it cannot be read."""
    try:
        if not os.path.isfile(path):  # a pipe would keep its reader waiting
            return ""
        with open(path, "rb") as file:
            head = file.read(HEAD_BYTES)
            whole = os.fstat(file.fileno()).st_size <= HEAD_BYTES
    except OSError:
        return ""
    return kind_of(head, whole)


def kind_of(head: bytes, whole: bool = True) -> str:
    """What a file that begins with `head` is: one of this module's constants, or an empty string.

    `whole` tells that `head` is all of it. A plan of which the first part gives no sign counts as `JSON`.
    """
    if head.startswith(_ZIP):
        # a saved plan is a ZIP archive whose first members are `tfplan` and `tfstate`
        return BINARY_PLAN if b"tfplan" in head[:256] else ""
    text = decoded(head, errors="ignore").lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return ""
    keys = set(_KEY.findall(text))
    if "@level" in keys and "@message" in keys:
        return LOG
    if not _PLAN_KEYS.isdisjoint(keys):
        return PLAN
    if "lineage" in keys and "serial" in keys:
        return STATE
    if "provider_schemas" in keys:
        return SCHEMAS
    if "format_version" in keys and "terraform_version" in keys:
        if "values" in keys or whole:
            return SHOWN_STATE
        return PLAN  # its variables fill the head
    return JSON


def decoded(data: bytes, errors: str = "strict") -> str:
    """The text of a JSON file: UTF-8 with or without a byte-order mark, or UTF-16 or UTF-32, as PowerShell writes.

    Raises UnicodeDecodeError unless `errors` says otherwise.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors)
    if data[1:2] == b"\x00" and data[:1] in (b"{", b"["):
        return data.decode("utf-16-le", errors)
    if data[:1] == b"\x00" and data[1:2] in (b"{", b"["):
        return data.decode("utf-16-be", errors)
    return data.decode("utf-8-sig", errors)
