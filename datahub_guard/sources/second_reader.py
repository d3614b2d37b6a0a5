"""A second parser for every file: what two parsers read differently is how a policy gate is walked around.

python-hcl2 reads the file again, and blocks, labels, names of arguments and constant values are compared. It is an
optional dependency and slow; nothing else of the product uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from datahub_guard.errors import GuardError
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.nodes import Literal
from datahub_guard.sources.hcl.syntax import Attribute, Block, SourceFile

_MARK = "__is_block__"
_OWN_KEYS = frozenset({_MARK, "__comments__", "__inline_comments__", "__start_line__", "__end_line__"})


def compare_files(files: Iterable[SourceFile]) -> list[Problem]:
    """The files that python-hcl2 cannot read, or reads differently, each with the place of the first difference.

    Raises GuardError where python-hcl2 is not installed.
    """
    try:
        import hcl2
    except ImportError as error:
        raise GuardError(
            "--second-reader needs python-hcl2: install it with `pip install 'datahub-guard[second-reader]'`"
        ) from error
    problems: list[Problem] = []
    for file in files:
        if file.path.endswith(".tf"):
            problems += _compare_file(file, hcl2)
    return problems


def _compare_file(file: SourceFile, hcl2: Any) -> Iterator[Problem]:
    blocks, attributes, faults = file.index()
    if faults:
        return
    try:
        theirs = hcl2.loads(file.text if file.text.endswith("\n") else f"{file.text}\n")
    except Exception as error:  # noqa: BLE001  # a parser of somebody else's: whatever it raises, it could not read the file
        yield _unreadable(file, error)
        return
    difference = next(differences(Place(file.path), blocks, attributes, theirs), None)
    if difference is not None:
        place, message = difference
        yield Problem(
            "second-reader",
            f"two parsers read this file differently: {message}",
            place,
            remedy="write this part in a plainer way",
        )


def _unreadable(file: SourceFile, error: Exception) -> Problem:
    line, column = getattr(error, "line", 1), getattr(error, "column", 1)
    place = Place(
        file.path, line if isinstance(line, int) and line > 0 else 1, column if isinstance(column, int) else 1
    )
    reason = str(error).strip().splitlines() or [type(error).__name__]
    return Problem(
        "second-reader",
        f"a second parser (python-hcl2) cannot read this file: {reason[0]}",
        place,
        remedy="write this part in a plainer way",
    )


def differences(
    where: Place, blocks: Iterable[Block], attributes: Mapping[str, Attribute], theirs: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    """The places at which a body differs, in no promised order."""
    their_blocks, their_values = _their_parts(theirs)
    for name, attribute in attributes.items():
        if name not in their_values:
            yield places.of_attribute(attribute), f"only one of them sees the argument {name}"
        elif not _same_value(attribute, their_values[name]):
            yield places.of_attribute(attribute), f"the value of {name} differs"
    for name in their_values:
        if name not in attributes:
            yield where, f"only the other one sees an argument {name} here"
    ours: dict[tuple[str, tuple[str, ...]], list[Block]] = {}
    for block in blocks:
        ours.setdefault((block.type, block.labels), []).append(block)
    for key, same in ours.items():
        others = their_blocks.get(key, [])
        if len(others) != len(same):
            yield places.of_header(same[0]), f"they see {len(same)} and {len(others)} blocks {_title(key)}"
            continue
        for block, other in zip(same, others, strict=True):
            yield from differences(places.of_header(block), block.blocks, block.attributes, other)
    for key in their_blocks:
        if key not in ours:
            yield where, f"only the other one sees a block {_title(key)} here"


def _title(key: tuple[str, tuple[str, ...]]) -> str:
    return " ".join((key[0], *(f'"{label}"' for label in key[1])))


def _their_parts(
    body: Mapping[str, Any],
) -> tuple[dict[tuple[str, tuple[str, ...]], list[Mapping[str, Any]]], dict[str, Any]]:
    """Blocks by type and labels, and arguments, of a body as python-hcl2 has it."""
    blocks: dict[tuple[str, tuple[str, ...]], list[Mapping[str, Any]]] = {}
    values: dict[str, Any] = {}
    for name, value in body.items():
        if name in _OWN_KEYS:
            continue
        if isinstance(value, list) and value and all(_is_block(item) for item in value):
            for item in value:
                labels, inner = _unlabelled(item)
                blocks.setdefault((name, labels), []).append(inner)
        else:
            values[name] = value
    return blocks, values


def _is_block(value: Any) -> bool:
    """A block is marked at its body, which is below one key for each label."""
    while isinstance(value, dict):
        if _MARK in value:
            return True
        if len(value) != 1:
            return False
        value = next(iter(value.values()))
    return False


def _unlabelled(value: Any) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    labels: list[str] = []
    while _MARK not in value:
        label, value = next(iter(value.items()))
        labels.append(label.strip('"'))
    return tuple(labels), value


def _same_value(attribute: Attribute, theirs: Any) -> bool:
    """Whether both see the same constant; what is no constant is not compared."""
    try:
        node = attribute.expression.node
    except SyntaxFault:
        return True
    if not isinstance(node, Literal):
        return True
    ours = node.value
    if isinstance(ours, str):
        text = attribute.file.text[attribute.start : attribute.end].strip()
        return not text.startswith('"') or theirs in (text, ours)
    if isinstance(ours, bool) or ours is None:
        return theirs is ours or theirs == str(ours).lower()
    if isinstance(theirs, str):
        return theirs.startswith("${")
    if isinstance(theirs, bool) or not isinstance(theirs, (int, float)):
        return False
    return bool(abs(Fraction(theirs) - ours) <= abs(ours) / 10**12)
