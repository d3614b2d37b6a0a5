"""Base 64, URLs and CSV."""

from __future__ import annotations

from datahub_guard.model.values import ANY, ListValue, Unknown, Value
from datahub_guard.sources.hcl.convert import make_list
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import STRING, Function, table
from datahub_guard.sources.hcl.limits import check_parts


def _base64encode(text: str) -> str:
    import base64

    return base64.b64encode(text.encode()).decode()


def _base64decode(text: str) -> str:
    try:
        return _decoded(text).decode()
    except UnicodeDecodeError:
        raise EvaluationError("what is encoded is no UTF-8 text") from None


def _decoded(text: str) -> bytes:
    import base64
    import binascii

    try:
        # Go leaves out line ends between the characters
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("this is no base 64") from None


def _base64gzip(_text: str) -> Value:
    return Unknown(type="string", reason="the bytes that base64gzip() gives depend on the compressor")


def _textencode(text: str, encoding: str) -> str:
    import base64

    mark = "\ufeff" if encoding.upper() == "UTF-16" else ""
    try:
        return base64.b64encode((mark + text).encode(_codec(encoding))).decode()
    except UnicodeEncodeError:
        raise EvaluationError(f"the text has characters that {encoding} does not have") from None


def _textdecode(text: str, encoding: str) -> str:
    codec = _codec(encoding)
    try:
        return _decoded(text).decode(codec).removeprefix("\ufeff" if encoding.upper() == "UTF-16" else "")
    except UnicodeDecodeError:
        raise EvaluationError(f"what is encoded is no text in {encoding}") from None


def _codec(encoding: str) -> str:
    import codecs

    try:
        info = codecs.lookup("utf-16-be" if encoding.upper() == "UTF-16" else encoding)
    except (LookupError, ValueError):
        info = None
    if info is None or info.name in ("base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode"):
        raise EvaluationError(f"{encoding!r} is no encoding that is known here")
    return info.name


def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="")


def _csvdecode(text: str) -> Value:
    rows = _csv_rows(text)
    if not rows:
        raise EvaluationError("the first line must hold the names of the columns")
    header, *records = rows
    if len(set(header)) < len(header):
        raise EvaluationError("the names of the columns must be unique")
    check_parts(len(records) * len(header), "the table")
    for number, record in enumerate(records, 2):
        if len(record) != len(header):
            raise EvaluationError(f"record {number} has {len(record)} fields, and there are {len(header)} columns")
    if not records:
        return ListValue([], ("object", tuple((name, "string") for name in sorted(header))))
    return make_list([dict(zip(header, record, strict=True)) for record in records])


def _csv_rows(text: str) -> list[list[str]]:
    """Read comma-separated values as Go's `encoding/csv` does: empty lines are skipped, stray quotes are errors."""
    text = text.replace("\r\n", "\n")
    rows: list[list[str]] = []
    row: list[str] = []
    position = 0
    while position < len(text):
        if not row and text[position] == "\n":
            position += 1
            continue
        if text[position] == '"':
            field, position = _quoted_field(text, position + 1)
        else:
            end = min(at for at in (text.find(",", position), text.find("\n", position), len(text)) if at >= 0)
            field, position = text[position:end], end
            if '"' in field:
                raise EvaluationError("a field with a quote in it must stand in quotes")
        row.append(field)
        if text[position : position + 1] == ",":
            position += 1
            if position < len(text) and text[position] != "\n":
                continue
            row.append("")
        rows.append(row)
        row, position = [], position + 1
    return rows


def _quoted_field(text: str, position: int) -> tuple[str, int]:
    """Return the field that begins behind a quote, and where its closing quote ends."""
    pieces: list[str] = []
    while True:
        end = text.find('"', position)
        if end < 0:
            raise EvaluationError("a quoted field is not closed")
        pieces.append(text[position:end])
        position = end + 1
        if text[position : position + 1] != '"':
            break
        pieces.append('"')
        position += 1
    if position < len(text) and text[position] not in ",\n":
        raise EvaluationError("there is text behind the quotes of a field")
    return "".join(pieces), position


FUNCTIONS = table(
    Function("base64decode", _base64decode, STRING),
    Function("base64encode", _base64encode, STRING),
    Function("base64gzip", _base64gzip, STRING),
    Function("csvdecode", _csvdecode, STRING, returns=ANY),
    Function("textdecodebase64", _textdecode, STRING, STRING),
    Function("textencodebase64", _textencode, STRING, STRING),
    Function("urlencode", _urlencode, STRING),
)
