"""Runs rules over an estate.

A hit always wins. Without one, a subject for which the rule was given an unknown value is undecided. A rule that
raises is a rule failure, and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any

from datahub_guard.errors import UnknownAsBoolean
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import path_text
from datahub_guard.model.places import Place
from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack
from datahub_guard.rules.contract import Answer, Context, Hit, Rule, Subject, Undecided
from datahub_guard.rules.verdicts import Broken, Open, RuleFailure, Verdicts


def run_stacks(estate: Estate, stacks: Sequence[Stack], rules: Sequence[Rule], verdicts: Verdicts) -> None:
    """Run the Python rules that judge one stack at a time over `stacks`, and add their answers to `verdicts`."""
    kept: dict[str, Any] = {}
    runner = _Runner(estate, verdicts)
    for stack in stacks:
        ctx = Context(estate, estate.facts, stack, kept)
        for rule in rules:
            if rule.scope == "resource":
                runner.resources(rule, stack, ctx, _subjects(rule, stack))
            elif rule.scope == "change":
                runner.resources(rule, stack, ctx, stack.changing(*rule.applies_to))
            elif rule.scope == "stack" and beside_the_estate(rule, stack):
                continue
            elif rule.scope == "stack" and missing_place(rule, stack):
                verdicts.open.append(Open(rule, stack, unplaced(rule, stack)))
            elif rule.scope == "stack":
                runner.subject(rule, stack, stack, ctx)


def run_estate(estate: Estate, rules: Sequence[Rule], verdicts: Verdicts) -> None:
    """Run the Python rules that judge the estate as a whole."""
    if estate.present:
        runner = _Runner(estate, verdicts)
        ctx = Context(estate, estate.facts, estate.present[0], {})
        for rule in rules:
            if rule.scope == "estate":
                runner.estate(rule, ctx)


def _subjects(rule: Rule, stack: Stack) -> Sequence[Resource]:
    looked_up = [type_.removeprefix("data.") for type_ in rule.applies_to if type_.startswith("data.")]
    subjects = stack.of_type(*rule.applies_to)
    return [*subjects, *stack.data(*looked_up)] if looked_up else subjects


def beside_the_estate(rule: Rule, stack: Stack) -> bool:
    """Tell whether the rule asks for a place in the estate of a stack, an example of the library, that has none."""
    return bool(rule.needs) and stack.placement is not None and stack.placement.role == "modules"


def missing_place(rule: Rule, stack: Stack) -> bool:
    """Tell whether the rule needs to know something of the stack's place in the estate that the facts do not say."""
    if not rule.needs:
        return False
    placement = stack.placement
    return placement is None or any(getattr(placement, need) is None for need in rule.needs)


def unplaced(rule: Rule, stack: Stack) -> Undecided:
    """What the engine answers for a rule that needs the place of a stack which has none."""
    if stack.placement is None:
        reason = (
            f"the facts do not know this stack, so its {_words(rule.needs)} is not known;"
            " add it to the facts' repositories, or say with --repository which one it is"
        )
    else:
        lacking = [need for need in rule.needs if getattr(stack.placement, need) is None]
        reason = f"the facts do not say the {_words(lacking)} of this stack"
    return Undecided(stack, reason)


def _words(names: Iterable[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in names)


class _Runner:
    """Calls one rule on one subject, with what it reads under observation."""

    def __init__(self, estate: Estate, verdicts: Verdicts) -> None:
        self._readings: Readings = estate.readings
        self._verdicts = verdicts

    def resources(self, rule: Rule, stack: Stack, ctx: Context, subjects: Sequence[Resource]) -> None:
        if not subjects:
            return
        if beside_the_estate(rule, stack):
            return
        if missing_place(rule, stack):
            self._verdicts.open.append(Open(rule, stack, unplaced(rule, stack)))
            return
        for resource in subjects:
            self.subject(rule, resource, stack, ctx)

    def subject(self, rule: Rule, subject: Subject, stack: Stack, ctx: Context) -> None:
        answers = self._ask(rule, stack, (subject, ctx), _name(subject))
        if answers is not None:
            self._record(rule, stack, subject, answers)

    def estate(self, rule: Rule, ctx: Context) -> None:
        """An estate rule names the subject of each answer itself; what it reads of others settles nothing."""
        answers = self._ask(rule, ctx.stack, (ctx.estate, ctx), "")
        for answer in answers or ():
            stack = answer.subject.stack if isinstance(answer.subject, Resource) else answer.subject
            if stack.absent:
                continue
            self._record(rule, stack, answer.subject, [answer], own_readings=False)

    def _ask(self, rule: Rule, stack: Stack, arguments: tuple[Any, ...], subject: str) -> list[Answer] | None:
        self._readings.clear()
        start = perf_counter()
        try:
            assert rule.check is not None
            return list(rule.check(*arguments))
        except Exception as error:  # noqa: BLE001  a rule is somebody's code: what it raises is its own failure
            self._verdicts.failures.append(_failure(rule, error, stack, subject))
            return None
        finally:
            seconds = self._verdicts.seconds
            seconds[rule.id] = seconds.get(rule.id, 0.0) + perf_counter() - start

    def _record(
        self, rule: Rule, stack: Stack, subject: Subject, answers: list[Answer], own_readings: bool = True
    ) -> None:
        secrets = tuple(self._readings.secrets)
        hit = False
        for answer in answers:
            if isinstance(answer, Hit):
                hit = True
                why = doubt_about(answer.subject, answer.message, answer.absent)
                if why:
                    doubt = Undecided(answer.subject, why, answer.at, tag=answer.tag)
                    self._verdicts.open.append(Open(rule, stack, doubt, secrets))
                else:
                    self._verdicts.broken.append(Broken(rule, stack, answer, secrets))
            else:
                self._verdicts.open.append(Open(rule, stack, answer, secrets))
        if hit or answers or not own_readings or not self._readings.unknown:
            return
        first = self._readings.unknown[0]
        where = "" if first.resource is subject else f"{first.resource.address}: "
        reason = f"{where}`{path_text(first.path)}`: {first.value.why()}"
        at = first.path if first.resource is subject else first.resource.place(first.path)
        self._verdicts.open.append(Open(rule, stack, Undecided(subject, reason, at), secrets))


def doubt_about(subject: Subject, message: str, absent: bool) -> str:
    """Why a hit with this message is none: its subject may not exist, or what it misses may not have been read."""
    stack = subject
    if isinstance(subject, Resource):
        if subject.uncertain:
            return f"{message}, if it exists: {subject.uncertain}"
        stack = subject.stack
    assert isinstance(stack, Stack)
    return f"{message}, unless it stands in what could not be read: {stack.gap}" if absent and stack.gap else ""


def _name(subject: Subject) -> str:
    return subject.address if isinstance(subject, Resource) else subject.path


def _failure(rule: Rule, error: Exception, stack: Stack, subject: str) -> RuleFailure:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename == rule.file] or frames[-1:]
    place = Place(own[-1].filename, own[-1].lineno or rule.line)
    if isinstance(error, UnknownAsBoolean):
        message = f"the rule used an unknown value as a truth value: {error}"
    else:
        message = f"{type(error).__name__}: {error}"
    return RuleFailure(rule, message, place, stack.name, subject)
