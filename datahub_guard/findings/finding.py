"""A finding, as every report shows it."""

from __future__ import annotations

import hashlib

from datahub_guard.model.places import Place, Related
from datahub_guard.model.severity import Severity


class Finding:
    """A rule that is broken by a subject, or, with a `reason`, that could not be decided for it.

    `address` is Terraform's (for a stack as a whole: its name), `stack` the stack's name. Where `secret`, a credential
    stands at the place, and no report shows the line.
    """

    __slots__ = (
        "address",
        "expected",
        "identity",
        "message",
        "place",
        "reason",
        "related",
        "remedy",
        "rule",
        "rule_name",
        "secret",
        "severity",
        "stack",
        "title",
    )

    def __init__(
        self,
        *,
        rule: str,
        rule_name: str,
        title: str,
        severity: Severity,
        message: str,
        expected: str,
        remedy: str,
        place: Place,
        address: str,
        stack: str,
        identity: str,
        related: tuple[Related, ...] = (),
        reason: str = "",
    ) -> None:
        self.rule = rule
        self.rule_name = rule_name
        self.title = title
        self.severity = severity
        self.message = message
        self.expected = expected
        self.remedy = remedy
        self.place = place
        self.address = address
        self.stack = stack
        self.identity = identity
        self.related = related
        self.reason = reason
        self.secret = False

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Findings stand in the order of the files, then of the rules."""
        return (self.place.file, self.place.line, self.place.column, self.rule, self.address, self.identity)


def identity(rule: str, stack: str, subject: str, tag: str) -> str:
    """Return what a waiver and a baseline key on: rule, stack, subject, tag; no line, no wording, no position.

    32 hexadecimal digits, the first half of a SHA-256.
    """
    text = "\0".join((rule, stack, subject, tag))
    # a name of a folder that is no UTF-8 has surrogates in it
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
