"""The forms of text that facts are made of, each with what an error message calls it."""

from __future__ import annotations

import re

from datahub_guard.model.records import Word
from datahub_guard.model.templates import placeholders

ROLES = (
    "network",
    "aws-infrastructure",
    "databricks-account",
    "unity-catalog",
    "workspace",
    "data-product",
    "datastore",
    "application",
    "modules",
    "docs",
)
"""What a stack is for; rules select on it. An organisation's own names stand in its facts."""

PLACEHOLDERS = (
    "environment",
    "stage",
    "business_unit",
    "identifier",
    "persona",
    "kind",
    "scope",
    "application",
    "module",
    "system",
)


def _network(text: str) -> str:
    import ipaddress

    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        return str(error)
    return ""


def _address(text: str) -> str:
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        return str(error)
    return ""


def _regular_expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        return f"not a regular expression: {error}"
    return ""


def _template(text: str) -> str:
    if "{" in re.sub(r"\{[a-z_]+\}", "", text):
        return "a brace without its placeholder"
    for name in placeholders(text):
        if name not in PLACEHOLDERS:
            return f"no placeholder is named {{{name}}}; the known ones are {', '.join(PLACEHOLDERS)}"
    return ""


def _date(text: str) -> str:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError as error:
        return str(error)
    return ""


TEXT = Word()
NAME = Word("a name (letters, digits, `-`, `_`, `.`)", r"[A-Za-z0-9][A-Za-z0-9._-]*")
SLUG = Word("a name in lower case (letters, digits, single `-`)", r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
IDENTIFIER = Word("an identifier in lower case (letters, digits, `_`)", r"[a-z][a-z0-9_]*")
ACCOUNT_ID = Word("an AWS account id in quotes (12 digits)", r"[0-9]{12}")
UUID = Word("a UUID in lower case", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ARN = Word("an ARN", r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:.+")
REGION = Word("an AWS region", r"[a-z]{2}(-[a-z]+)+-[0-9]")
ZONE = Word("an availability zone's id, like `apse2-az1`", r"[a-z]+[0-9]-az[0-9]+")
NETWORK = Word("an IPv4 or IPv6 network, like `10.0.0.0/16`", r"[0-9a-fA-F.:]+/[0-9]{1,3}", check=_network)
ADDRESS = Word("an IPv4 or IPv6 address", r"[0-9a-fA-F.:]+", check=_address)
PORTS = Word("a port or a range of ports in quotes, like `443` or `8445-8451`", r"[0-9]{1,5}(-[0-9]{1,5})?")
PROTOCOL = Word("a protocol", choices=("tcp", "udp"))
FOLDER = Word("a folder, relative, with `/` between its parts", r"(\.|[^/\\\s]+(/[^/\\\s]+)*)")
FILE = Word("a file's name", r"[^/\\\s]+")
GLOB = Word("a pattern with `*` and `?`", r"\S+")
TYPE = Word("a Terraform resource type, or a pattern of one with `*`", r"[a-z][a-z0-9_]*\*?")
EXPRESSION = Word("a regular expression", r".+", check=_regular_expression)
TEMPLATE = Word("a name with placeholders", r"\S.*", check=_template)
FOLDER_TEMPLATE = Word("a folder with placeholders", r"(\.|[^/\\\s]+(/[^/\\\s]+)*)", check=_template)
REMOTE = Word("a git remote as `host/group/project`", r"[a-z0-9.-]+(:[0-9]+)?(/[\w.{}-]+)+")
HOST = Word("a host name", r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?")
DATE = Word("a date, like `2026-06-30`", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", check=_date)
ROLE = Word("a role", choices=ROLES)
RULE_ID = Word("a rule's id, like `S3-001`", r"[A-Z][A-Z0-9]*-[0-9]{3}")
