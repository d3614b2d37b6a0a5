"""What a run of rules came to, before findings are made of it."""

from __future__ import annotations

from typing import NamedTuple

from datahub_guard.model.places import Place
from datahub_guard.model.stack import Stack
from datahub_guard.rules.contract import Hit, Rule, Undecided


class Broken(NamedTuple):
    """A hit of a rule, in a stack; `secrets` are the sensitive values that the rule was given."""

    rule: Rule
    stack: Stack
    hit: Hit
    secrets: tuple[str, ...] = ()


class Open(NamedTuple):
    """A subject that a rule could not decide."""

    rule: Rule
    stack: Stack
    undecided: Undecided
    secrets: tuple[str, ...] = ()


class RuleFailure(NamedTuple):
    """A rule that crashed, looped or answered nonsense: its verdict on the stack is missing."""

    rule: Rule
    message: str
    place: Place
    stack: str
    subject: str


class Verdicts:
    """All answers of a run. `seconds` is the time spent by rule id."""

    __slots__ = ("broken", "failures", "open", "seconds")

    def __init__(self) -> None:
        self.broken: list[Broken] = []
        self.open: list[Open] = []
        self.failures: list[RuleFailure] = []
        self.seconds: dict[str, float] = {}
