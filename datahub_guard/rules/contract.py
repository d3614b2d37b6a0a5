"""What a rule is, and what it may answer.

A Python rule is a generator under `@rule(...)`; a Rego rule is a `deny_` set with METADATA. Both become a `Rule`,
both answer with hits, and neither stamps its own id, severity or place on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts

Subject: TypeAlias = Resource | Stack
At: TypeAlias = str | Path | Place
T = TypeVar("T")

PLACE_NEEDS = ("environment", "account", "layer", "business_unit", "stage", "rank", "role")


class Hit:
    """The rule is broken here.

    `at` is the path of the attribute that must change (or a place in another file); `tag` tells apart several hits on
    one subject and holds no position and no wording, because the finding's identity is made of it. `severity` may
    only be lower than the rule's. `absent` says that the rule misses something in the subject's stack: where a part of
    the stack could not be read, it may stand there, and the engine makes the hit undecided. `secret` says that a
    credential stands there: no report shows that line.
    """

    __slots__ = ("absent", "at", "expected", "message", "related", "secret", "severity", "subject", "tag")

    def __init__(
        self,
        subject: Subject,
        message: str,
        at: At = (),
        *,
        expected: str = "",
        related: Iterable[Related] = (),
        tag: str = "",
        severity: Severity | None = None,
        absent: bool = False,
        secret: bool = False,
    ) -> None:
        self.subject = subject
        self.message = message
        self.at = at
        self.expected = expected
        self.related = tuple(related)
        self.tag = tag
        self.severity = severity
        self.absent = absent
        self.secret = secret


class Undecided:
    """The rule cannot tell, because of `reason`. Without one, an unknown that was read makes the engine say it."""

    __slots__ = ("at", "reason", "subject", "tag")

    def __init__(self, subject: Subject, reason: str, at: At = (), *, tag: str = "") -> None:
        self.subject = subject
        self.reason = reason
        self.at = at
        self.tag = tag


Answer: TypeAlias = Hit | Undecided


class Context:
    """What a rule may ask besides its subject. `stack` is the subject's stack (for an estate rule: the first)."""

    __slots__ = ("_kept", "estate", "facts", "stack")

    def __init__(self, estate: Estate, facts: Facts, stack: Stack, kept: dict[str, Any]) -> None:
        self.estate = estate
        self.facts = facts
        self.stack = stack
        self._kept = kept

    def resources(self, *types: str) -> list[Resource]:
        """The managed resources of these types in the subject's stack."""
        return self.stack.of_type(*types)

    def once(self, key: str, make: Callable[[Estate], T]) -> T:
        """What several rules need of the whole estate, computed by the first that asks."""
        if key not in self._kept:
            self._kept[key] = make(self.estate)
        value: T = self._kept[key]
        return value


Check: TypeAlias = Callable[..., Iterable[Answer]]


class Rule:
    """A named, permanent rule with all that is said about it.

    `scope` is `resource` (called for each managed resource of `applies_to`, and each data source of a type that is
    written `data.TYPE` there), `change` (for each managed one that a plan has a say on, destroyed ones included),
    `stack` or `estate`. `reads` are the attributes it decides on. `needs` are the parts
    of a stack's placement without which it cannot decide.
    `check` is the Python function; `entrypoint` the Rego set (`data.datahub.kms.deny_key_without_rotation`).
    A Rego rule also says whose references it `follows` (paths for which its document lists what the expression
    refers to), and by what an unknown is `settled_by` (path -> resource types that answer the question).
    """

    __slots__ = (
        "applies_to",
        "check",
        "entrypoint",
        "file",
        "follows",
        "id",
        "inputs",
        "language",
        "line",
        "name",
        "needs",
        "rationale",
        "reads",
        "references",
        "remedy",
        "scope",
        "settled_by",
        "severity",
        "title",
        "undecided_entrypoint",
    )

    def __init__(
        self,
        *,
        id: str,
        name: str,
        title: str,
        severity: Severity,
        rationale: str,
        remedy: str,
        references: tuple[str, ...],
        applies_to: tuple[str, ...],
        reads: tuple[str, ...],
        scope: str,
        needs: tuple[str, ...],
        inputs: tuple[str, ...],
        language: str,
        file: str,
        line: int,
        check: Check | None = None,
        entrypoint: str = "",
        undecided_entrypoint: str = "",
        follows: tuple[str, ...] = (),
        settled_by: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.title = title
        self.severity = severity
        self.rationale = rationale
        self.remedy = remedy
        self.references = references
        self.applies_to = applies_to
        self.reads = reads
        self.scope = scope
        self.needs = needs
        self.inputs = inputs
        self.language = language
        self.file = file
        self.line = line
        self.check = check
        self.entrypoint = entrypoint
        self.undecided_entrypoint = undecided_entrypoint
        self.follows = follows
        self.settled_by = settled_by or {}

    def __repr__(self) -> str:
        return f"Rule({self.id} {self.name})"

    @property
    def family(self) -> str:
        """The part of the id before the number."""
        return self.id.rsplit("-", 1)[0]


def rule(
    *,
    id: str,
    title: str,
    severity: Severity,
    remedy: str,
    applies_to: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
    scope: str = "resource",
    needs: tuple[str, ...] = (),
    inputs: tuple[str, ...] = ("hcl", "plan"),
    references: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a rule of a function `(subject, ctx) -> Iterator[Hit | Undecided]`.

    The function's name says the bad thing and reads after "allow"; its docstring says why it matters, in the
    platform's terms. The catalogue of rules is what the pack's modules define: nothing is registered on the side.
    """

    def make(check: Check) -> Rule:
        code = check.__code__
        return Rule(
            id=id,
            name=check.__name__.replace("_", "-"),
            title=title,
            severity=severity,
            rationale=_dedent(check.__doc__ or ""),
            remedy=_dedent(remedy),
            references=references,
            applies_to=applies_to,
            reads=reads,
            scope=scope,
            needs=needs,
            inputs=inputs,
            language="python",
            file=code.co_filename,
            line=code.co_firstlineno,
            check=check,
        )

    return make


def _dedent(text: str) -> str:
    """The text without its margin, which the closing quotes show where they stand on a line of their own: code in
    it stays indented."""
    lines = text.lstrip().split("\n")
    rest = [line for line in lines[1:-1] if line.strip()] + lines[1:][-1:]
    margin = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    return "\n".join([lines[0].rstrip(), *(line[margin:].rstrip() for line in lines[1:])]).rstrip()


def hits(answers: Iterable[Answer]) -> Iterator[Hit]:
    """Only the hits of what a rule answered."""
    for answer in answers:
        if isinstance(answer, Hit):
            yield answer
