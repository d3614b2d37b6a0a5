"""What a Rego engine is asked and answers, whichever engine it is.

An engine knows modules, data, input documents and entrypoints. It knows no rule, no finding and no model: those are
made of its outcomes elsewhere. In every engine a builtin that fails is an error of the entrypoint (OPA's
`--strict-builtin-errors`), and an error, a timeout or a crash is never an empty answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

OK = "ok"
UNDEFINED = "undefined"
ERROR = "error"
TIMEOUT = "timeout"
CRASH = "crash"


class Module(NamedTuple):
    """A Rego file: the path that messages name, and its text."""

    path: str
    text: str


class Position(NamedTuple):
    """A place in a module; lines and columns count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """Why a module cannot be used. `code` is OPA's (`rego_parse_error`, ...), or `portability` or `limit`."""

    code: str
    message: str
    position: Position

    def __str__(self) -> str:
        return f"{self.position}: {self.message}"


class RuleMetadata(NamedTuple):
    """A partial set `deny_<name>` or `undecided_<name>` and the annotation above it.

    `kind` is `deny` or `undecided`, `name` what follows it; `line` is the set's, `annotation_line` the block's (0:
    there is none). `content` is the block as it stands: title, description, related_resources, custom, ...
    """

    kind: str
    name: str
    entrypoint: str
    path: str
    line: int
    annotation_line: int
    content: dict[str, Any]


class Document(NamedTuple):
    """One input document and the entrypoints that are asked about it.

    `content` is JSON text (bytes or str; nothing is parsed on the way to the engine) or a mapping, for small ones.
    An entrypoint is the full path of a rule: `data.datahub.kms.deny_key_without_rotation`.
    """

    content: bytes | str | Mapping[str, Any]
    entrypoints: Sequence[str]


class Limits(NamedTuple):
    """Bounds of an evaluation: seconds for one entrypoint on one document, seconds in all, bytes of memory."""

    entrypoint: float = 10.0
    total: float = 300.0
    memory: int = 2 << 30


LIMITS = Limits()


class Outcome(NamedTuple):
    """What one entrypoint answered for one document.

    `value` is the JSON value where `status` is `ok` (a set is a list, in Rego's order). Otherwise `message` says why
    there is none, and `place` where, if that is known. `prints` are the lines that `print()` wrote.
    """

    entrypoint: str
    status: str
    value: Any = None
    message: str = ""
    place: Position | None = None
    seconds: float = 0.0
    prints: tuple[str, ...] = ()


class RegoEngine(Protocol):
    """Three engines, one answer."""

    name: str
    version: str

    def check(self, modules: Sequence[Module]) -> list[Diagnostic]:
        """Everything that makes these modules, taken together, unusable; an empty list when nothing does."""

    def load(self, modules: Sequence[Module], data: Mapping[str, Any]) -> None:
        """Get ready, without waiting, to evaluate with these very objects; an engine may have nothing to do for it."""

    def evaluate(
        self,
        modules: Sequence[Module],
        data: Mapping[str, Any],
        documents: Iterable[Document],
        limits: Limits = LIMITS,
    ) -> Iterator[list[Outcome]]:
        """Yield, for each document in turn, the outcomes of its entrypoints in their order.

        Documents are taken as they are needed, so that an estate of any size streams through. Raises PackError when
        the modules or the data cannot be loaded at all.
        """

    def close(self) -> None:
        """Let go of processes and connections. An engine may be used again after it."""
