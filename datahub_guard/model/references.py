"""Addresses of resources and outputs, apart from where they are written."""

from __future__ import annotations

import re
from functools import lru_cache

from datahub_guard.model.paths import Path, parse_path

_INDEX = r'(?:\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\])?'
_NAME = r"[^\W\d][\w-]*"
_ADDRESS = re.compile(
    rf"(?:(?P<stack>[^:\"\[]+):)?(?P<module>(?:module\.{_NAME}{_INDEX}\.)*)"
    rf"(?P<data>data\.)?(?P<type>{_NAME})\.(?P<name>{_NAME})(?P<index>{_INDEX})(?P<rest>.*)",
    re.DOTALL,
)


class Reference:
    """A reference by full address: `stack:module.x["a"].data.TYPE.NAME[KEY].path`.

    `stack` is empty for the stack in which the reference stands. `type` is a resource type, or `var`, `local`,
    `output`, `module` for what is no resource. `address` ends with the instance key, `path` holds the steps behind.
    The key `[*]` stands for all whose keys are not known.
    """

    __slots__ = ("address", "mode", "module", "name", "path", "stack", "text", "type")

    def __init__(self, text: str) -> None:
        self.text = text
        self.path: Path = ()
        match = _ADDRESS.match(text)
        if match is None:
            self.stack, self.module, self.mode, self.type, self.name = "", "", "managed", "", text
            self.address = text
            return
        self.stack = match["stack"] or ""
        self.module = match["module"].rstrip(".")
        self.mode = "data" if match["data"] else "managed"
        self.type = match["type"]
        self.name = match["name"]
        self.address = f"{match['module']}{match['data'] or ''}{self.type}.{self.name}{match['index']}"
        self.path = parse_path(match["rest"])

    def __repr__(self) -> str:
        return f"Reference({self.text})"

    @property
    def remote_output(self) -> str | None:
        """The output's name when this is `data.terraform_remote_state.X.outputs.NAME`, else `None`."""
        if self.type == "terraform_remote_state" and len(self.path) > 1 and self.path[0] == "outputs":
            return str(self.path[1])
        return None


@lru_cache(maxsize=20_000)
def parse_reference(text: str) -> Reference:
    """The reference that `text` writes; a reference is never changed, so that the same text gives the same one."""
    return Reference(text)
