"""regorus' error texts, taken apart.

Every error is a RuntimeError whose text is a picture of the place, the message below it, and, where the environment
asks for it, a backtrace. Its kinds have no codes, so OPA's codes are given by the wording of regorus 0.13.0.
"""

from __future__ import annotations

import re

from datahub_guard.rules.rego.protocol import Diagnostic, Position

BACKTRACE = "\n\nStack backtrace:"
QUERY = "<query"
LONGEST = 2000
# What OPA takes, regorus does not, and its message does not help with.
ADVICE = {"rule must have a body or assignment": ": write `:= true`"}

_PICTURE = re.compile(
    r"--> (?P<path>[^\n]*):(?P<line>\d+):(?P<column>\d+)\n.*?\n(?:error|warning): ?(?P<text>.*)", re.DOTALL
)
_EXTENSION = re.compile(r"extension '[^']*' raises Python error: \w+: ")
_KINDS = (
    ("rego_unsafe_var_error", ("is unsafe", "used before definition")),
    ("rego_recursion_error", ("recursion detected", "cyclic evaluation")),
    ("rego_type_error", ("could not find function", "incorrect number of parameters", "expects")),
    ("eval_conflict_error", ("conflict", "multiple outputs")),
)


def explain(text: str) -> tuple[str, Position | None]:
    """The message and, where it is in a module, the place of a regorus error."""
    text = text.split(BACKTRACE, 1)[0].strip()
    picture = _PICTURE.search(text)
    if picture is None:
        return text[:LONGEST] or "the engine gave no reason", None
    message = _EXTENSION.sub("", picture["text"]).split("\n-->", 1)[0].strip()
    message += ADVICE.get(message, "")
    place = Position(picture["path"], int(picture["line"]), int(picture["column"]))
    return message[:LONGEST], None if place.path.startswith(QUERY) else place


def diagnose(text: str, path: str) -> Diagnostic:
    """A regorus error while modules are loaded; `path` is where it is when the error does not say."""
    message, place = explain(text)
    code = next((code for code, words in _KINDS if any(word in message for word in words)), "rego_parse_error")
    return Diagnostic(code, message, place or Position(path, 1, 1))
