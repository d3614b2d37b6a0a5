"""Names with placeholders, as facts write them: `app-datahub-{environment}-s3-{business_unit}`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def placeholders(template: str) -> list[str]:
    """The names between braces, in the order of their first use."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(template)))


def fill(template: str, values: Mapping[str, str | None]) -> str | None:
    """The name that `template` stands for, or None when a placeholder has no value."""
    for name in _PLACEHOLDER.findall(template):
        value = values.get(name)
        if value is None:
            return None
        template = template.replace("{" + name + "}", value)
    return template


def expression(template: str, choices: Mapping[str, Sequence[str]]) -> str:
    """A regular expression for all names that `template` stands for, with a group named after each placeholder.

    A placeholder with `choices` stands for one of these (longest first: `nonprod` before `prod`), any other for one
    word without `/`. A placeholder that comes again must stand for the same text again. It is not anchored.
    """
    out: list[str] = []
    seen: set[str] = set()
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        out.append(re.escape(template[end : match.start()]))
        end = match.end()
        name = match.group(1)
        if name in seen:
            out.append(f"(?P={name})")
            continue
        seen.add(name)
        words = sorted(choices.get(name, ()), key=lambda word: (-len(word), word))
        out.append(f"(?P<{name}>{'|'.join(map(re.escape, words)) if words else '[^/]+'})")
    out.append(re.escape(template[end:]))
    return "".join(out)
