"""Functions on strings that need neither patterns nor formats."""

from __future__ import annotations

from datahub_guard.model.values import ListValue, Number, Unknown, Value
from datahub_guard.sources.hcl.convert import to_string
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.graphemes import graphemes
from datahub_guard.sources.hcl.functions.signature import NUMBER, STRING, Function, Parameter, table, whole_number
from datahub_guard.sources.hcl.limits import MAX_STRING, check_parts, check_string
from datahub_guard.sources.hcl.unknowns import text_with_holes

_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
_SPACES += "\u202f\u205f\u3000"


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else "".join(map(_upper_one, text))


def _upper_one(character: str) -> str:
    """Go maps character by character, so that `ß` stays as it is."""
    for mapped in (character.upper(), character.title()):
        if len(mapped) == 1:
            return mapped
    return character


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join([character.lower()[0] for character in text])


def _title(text: str) -> str:
    out: list[str] = []
    before = " "
    for character in text:
        out.append(_title_one(character) if _separates(before) else character)
        before = character
    return "".join(out)


def _title_one(character: str) -> str:
    mapped = character.title()
    return mapped if len(mapped) == 1 else character


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character in _SPACES


def _trim_space(text: str) -> str:
    return text.strip(_SPACES)


def _trim(text: str, characters: str) -> str:
    return text.strip(characters) if characters else text


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _reversed(text: str) -> str:
    return "".join(reversed(graphemes(text)))


def _contains(text: str, part: str) -> bool:
    return part in text


def _indent(spaces: Number, text: str) -> str:
    spaces = whole_number(spaces)
    if spaces < 0:
        raise EvaluationError("the number of spaces must not be negative")
    if "\n" not in text:
        return text
    if spaces * text.count("\n") > MAX_STRING:
        raise EvaluationError(f"the string would have more than {MAX_STRING:,} characters")
    return check_string(text.replace("\n", "\n" + " " * spaces))


def _substr(text: str, offset: Number, length: Number) -> str:
    offset, length = whole_number(offset), whole_number(length)
    if offset >= 0 and length == 0:
        return ""
    characters = graphemes(text)
    start = max(offset + len(characters), 0) if offset < 0 else offset
    # Terraform takes a length of 0 for "the rest" when the offset counts from the end.
    return "".join(characters[start : start + length] if length > 0 else characters[start:])


def _split(separator: str, text: str) -> ListValue:
    check_parts(text.count(separator), "the list")
    return ListValue(text.split(separator) if separator else list(text), "string")


def _join(separator: Value, *lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one list is required")
    pieces: list[Value] = []
    for items in lists:
        if isinstance(items, Unknown):
            item: Value = Unknown(items.references, None, "string", items.reason, direct=False)
            return text_with_holes([*_separated(pieces, separator), item])
        pieces.extend(items)
    if None in pieces:
        raise EvaluationError(f"element {pieces.index(None)} is null")
    if not isinstance(separator, Unknown):
        total = sum(len(piece) for piece in pieces if isinstance(piece, str)) + len(separator) * len(pieces)
        if total > MAX_STRING:
            raise EvaluationError(f"the string would have {total:,} characters; the limit is {MAX_STRING:,}")
        if all(isinstance(piece, str) for piece in pieces):
            return separator.join(pieces)
    return text_with_holes(_separated(pieces, separator)[:-1])


def _separated(pieces: list[Value], separator: Value) -> list[Value]:
    return [part for piece in pieces for part in (to_string(piece), separator)]


FUNCTIONS = table(
    Function("chomp", _chomp, STRING),
    Function("endswith", str.endswith, STRING, STRING, returns="bool"),
    Function("indent", _indent, NUMBER, STRING),
    Function("join", _join, Parameter("string", unknown=True), rest=Parameter(("list", "string"), unknown=True)),
    Function("lower", _lower, STRING),
    Function("split", _split, STRING, STRING, returns=("list", "string")),
    Function("startswith", str.startswith, STRING, STRING, returns="bool"),
    Function("strcontains", _contains, STRING, STRING, returns="bool"),
    Function("strrev", _reversed, STRING),
    Function("substr", _substr, STRING, NUMBER, NUMBER),
    Function("title", _title, STRING),
    Function("trim", _trim, STRING, STRING),
    Function("trimprefix", str.removeprefix, STRING, STRING),
    Function("trimspace", _trim_space, STRING),
    Function("trimsuffix", str.removesuffix, STRING, STRING),
    Function("upper", _upper, STRING),
)
