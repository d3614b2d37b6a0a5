"""Runs the Rego rules over an estate: a document a stack in, hits and undecided subjects out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path, parse_path
from datahub_guard.model.places import Place
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.rules.contract import Hit, Rule, Subject, Undecided
from datahub_guard.rules.documents import document, slices
from datahub_guard.rules.engine import beside_the_estate, doubt_about, missing_place, unplaced
from datahub_guard.rules.rego.protocol import OK, UNDEFINED, Document, Module, Outcome, RegoEngine
from datahub_guard.rules.verdicts import Broken, Open, RuleFailure, Verdicts

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts

# What an answer of a deny_ or undecided_ set may hold.
_KEYS = {"absent", "subject", "msg", "at", "expected", "tag", "severity", "decided_by"}


class RegoRules:
    """The Rego rules of all packs, on one engine."""

    def __init__(self, engine: RegoEngine, modules: Sequence[Module], rules: Sequence[Rule], facts: Facts) -> None:
        self._engine = engine
        self._modules = modules
        self._rules = rules
        self._data = {"facts": facts.document}
        self._slices = slices(rules)

    def load(self) -> None:
        """Have the engine load modules and facts while this process does something else."""
        self._engine.load(self._modules, self._data)

    def run(self, estate: Estate, verdicts: Verdicts) -> None:
        """Ask every rule about every stack that has something for it, and add the answers to `verdicts`."""
        asked: list[_Asked] = []
        answers = self._engine.evaluate(self._modules, self._data, self._documents(estate, verdicts, asked))
        for number, outcomes in enumerate(answers):
            asked[number].read(outcomes, verdicts)

    def _documents(self, estate: Estate, verdicts: Verdicts, asked: list[_Asked]) -> Iterator[Document]:
        for stack in estate.present:
            kinds = {r.type for r in stack.resources if r.mode == "managed"} | {r.type for r in stack.removed}
            wanted = []
            for rule in self._rules:
                if kinds.isdisjoint(rule.applies_to):
                    continue
                if beside_the_estate(rule, stack):
                    continue
                if missing_place(rule, stack):
                    verdicts.open.append(Open(rule, stack, unplaced(rule, stack)))
                else:
                    wanted.append(rule)
            if not wanted:
                continue
            estate.readings.clear()
            content = document(stack, self._slices)
            asked.append(_Asked(stack, wanted, content, tuple(estate.readings.secrets)))
            entrypoints = [e for rule in wanted for e in (rule.entrypoint, rule.undecided_entrypoint) if e]
            yield Document(json.dumps(content, default=str), entrypoints)


class _Asked:
    """What was asked about one stack, until its answers come."""

    def __init__(self, stack: Stack, rules: list[Rule], content: dict[str, Any], secrets: tuple[str, ...]) -> None:
        self.stack = stack
        self.rules = rules
        self.secrets = secrets
        self.unknown = {
            item["address"]: item["unknown"]
            for group in content["resources"].values()
            for item in group
            if item["unknown"]
        }

    def read(self, outcomes: list[Outcome], verdicts: Verdicts) -> None:
        by_entrypoint = {outcome.entrypoint: outcome for outcome in outcomes}
        for rule in self.rules:
            outcome = by_entrypoint[rule.entrypoint]
            seconds = outcome.seconds
            struck = self._deny(rule, outcome, verdicts)
            if rule.undecided_entrypoint:
                doubts = by_entrypoint[rule.undecided_entrypoint]
                seconds += doubts.seconds
                self._undecided(rule, doubts, struck, verdicts)
            elif struck is not None and rule.scope != "change":
                # what a plan does with an instance is always known
                self._unread(rule, struck, verdicts)
            verdicts.seconds[rule.id] = verdicts.seconds.get(rule.id, 0.0) + seconds

    def _deny(self, rule: Rule, outcome: Outcome, verdicts: Verdicts) -> set[str] | None:
        """Turn the set into hits; the addresses that were hit, or None when there is no answer."""
        items = self._items(rule, outcome, verdicts)
        if items is None:
            return None
        struck = set()
        for item, subject in items:
            at = _at(item.get("at", ""))
            reason = self._doubt(item, subject, at)
            struck.add(item["subject"])
            if reason:
                verdicts.open.append(Open(rule, self.stack, Undecided(subject, reason, at), self.secrets))
                continue
            severity = Severity.named(item["severity"]) if "severity" in item else None
            hit = Hit(
                subject,
                item["msg"],
                at,
                expected=item.get("expected", ""),
                tag=item.get("tag", ""),
                severity=severity,
            )
            verdicts.broken.append(Broken(rule, self.stack, hit, self.secrets))
        return struck

    def _doubt(self, item: dict[str, Any], subject: Subject, at: Path) -> str:
        """Why a hit is none: nothing that hangs on an unknown value is a verdict, whatever `not` made of it."""
        why = doubt_about(subject, item["msg"], bool(item.get("absent")))
        if why or item.get("decided_by") or not isinstance(subject, Resource):
            return why
        for path, reason in self.unknown.get(subject.address, {}).items():
            steps = parse_path(path)
            if at[: len(steps)] == steps:
                return f"`{path}`: {reason}"
        return ""

    def _undecided(self, rule: Rule, outcome: Outcome, struck: set[str] | None, verdicts: Verdicts) -> None:
        for item, subject in self._items(rule, outcome, verdicts) or ():
            if struck is None or item["subject"] not in struck:
                doubt = Undecided(subject, item["msg"], _at(item.get("at", "")), tag=item.get("tag", ""))
                verdicts.open.append(Open(rule, self.stack, doubt, self.secrets))

    def _unread(self, rule: Rule, struck: set[str], verdicts: Verdicts) -> None:
        """A rule without a set of its own doubts is undecided where something is unknown that it declares to read."""
        for address, unknown in self.unknown.items():
            subject = self.stack.at(address)
            if subject is None or address in struck or subject.type not in rule.applies_to:
                continue
            for path, reason in unknown.items():
                if _declared(rule, subject.type, path) and not _settled(rule, subject, path):
                    doubt = Undecided(subject, f"`{path}`: {reason}", parse_path(path))
                    verdicts.open.append(Open(rule, self.stack, doubt, self.secrets))
                    break

    def _items(self, rule: Rule, outcome: Outcome, verdicts: Verdicts) -> list[tuple[dict[str, Any], Subject]] | None:
        if outcome.status == UNDEFINED:
            return []
        if outcome.status != OK:
            self._fail(rule, outcome.message or outcome.status, outcome, verdicts)
            return None
        items = []
        for item in outcome.value:
            wrong = _malformed(item)
            subject = None if wrong else self._subject(item["subject"])
            if wrong or subject is None:
                self._fail(
                    rule, wrong or f"there is no subject {item['subject']!r} in {self.stack.name}", outcome, verdicts
                )
            else:
                items.append((item, subject))
        return items

    def _subject(self, address: str) -> Subject | None:
        if address == self.stack.name:
            return self.stack
        return self.stack.at(address) or next((r for r in self.stack.removed if r.address == address), None)

    def _fail(self, rule: Rule, message: str, outcome: Outcome, verdicts: Verdicts) -> None:
        at = outcome.place
        place = Place(at.path, at.line, at.column) if at else Place(rule.file, rule.line)
        verdicts.failures.append(RuleFailure(rule, f"{outcome.status}: {message}", place, self.stack.name, ""))


def _malformed(item: Any) -> str:
    if not isinstance(item, dict):
        return f"an answer is an object with `subject` and `msg`, got {json.dumps(item)}"
    for key in ("subject", "msg"):
        if not isinstance(item.get(key), str):
            return f"an answer has no `{key}`: {json.dumps(item)}"
    strange = set(item) - _KEYS
    if strange:
        return f"an answer has no key {', '.join(sorted(strange))}; known: {', '.join(sorted(_KEYS))}"
    return ""


def _at(at: str) -> Path:
    return parse_path(at)


def _declared(rule: Rule, type_: str, path: str) -> bool:
    """Whether the unknown at `path` is at, below or above something that the rule declares to read."""
    steps = parse_path(path)
    for declared in rule.reads:
        head, _, rest = declared.partition(".")
        if rest and re.match(r"(aws|databricks)_", head):
            if head != type_:
                continue
            declared = rest
        wanted = parse_path(declared.replace("[*]", "[0]"))
        size = min(len(steps), len(wanted))
        if all(
            a == b or (isinstance(a, int) and isinstance(b, int))
            for a, b in zip(steps[:size], wanted[:size], strict=True)
        ):
            return True
    return False


def _settled(rule: Rule, subject: Resource, path: str) -> bool:
    for declared, types in rule.settled_by.items():
        if re.sub(r"\[\d+\]", "[*]", path) == declared:
            value = subject.peek(path)
            references = getattr(value, "references", ())
            if any(Reference(text).type in types for text in references):
                return True
    return False
