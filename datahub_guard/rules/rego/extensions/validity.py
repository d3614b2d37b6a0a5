"""`json.is_valid`, `semver.is_valid` and `yaml.is_valid` of what is not a string: false in OPA, an error in regorus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import regorus

_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')


def is_valid(name: str, engine: regorus.Engine) -> Callable[[Any], bool]:
    """The function `name` for any value; a string is judged by `engine`, which has its own function of that name."""

    def judge(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        literal = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", value)
        return '"value": true' in engine.eval_query_as_json(f'{name}("{literal}")')

    return judge
