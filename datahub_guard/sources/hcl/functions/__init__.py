"""Terraform's functions that need no provider.

`FUNCTIONS` are called with evaluated arguments; `LAZY` with the scope and the expressions themselves, because they look
at whether these fail, or at the files of the module. A module of functions is imported when one of them is first asked
for: few configurations use more than a handful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from datahub_guard.sources.hcl.scope import Scope

if TYPE_CHECKING:
    from datahub_guard.model.values import Value
    from datahub_guard.sources.hcl.functions.signature import Function
    from datahub_guard.sources.hcl.nodes import Node

LazyFunction: TypeAlias = "Callable[[Scope, list[Node]], Value]"
_Kind = TypeVar("_Kind")


class Table(Mapping[str, _Kind]):
    """Functions by name, each with the module that it comes from; `part` is the name of the table in there."""

    def __init__(self, part: str, modules: dict[str, str]) -> None:
        self._part = part
        self._module_of = {name: module for module, names in modules.items() for name in names.split()}
        self._loaded: dict[str, _Kind] = {}

    def __getitem__(self, name: str) -> _Kind:
        found = self._loaded.get(name)
        if found is None:
            module = import_module(f"{__name__}.{self._module_of[name]}")
            self._loaded.update(getattr(module, self._part))
            found = self._loaded[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._module_of)

    def __len__(self) -> int:
        return len(self._module_of)

    def __contains__(self, name: object) -> bool:
        return name in self._module_of


FUNCTIONS: Mapping[str, Function] = Table(
    "FUNCTIONS",
    {
        "collections": """alltrue anytrue chunklist coalesce coalescelist compact contains distinct element index keys
            length lookup matchkeys one reverse slice sort values""",
        "combining": "concat flatten merge setintersection setproduct setsubtract setunion transpose zipmap",
        "conversion": """ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset tostring
            type""",
        "datetime": "formatdate plantimestamp timeadd timecmp timestamp",
        "encoding": """base64decode base64encode base64gzip csvdecode textdecodebase64 textencodebase64 urlencode""",
        "filesystem": "basename dirname pathexpand",
        "formatting": "format formatlist",
        "hashing": "base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5",
        "json_text": "jsondecode jsonencode",
        "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
        "numeric": "abs ceil floor log max min parseint pow range signum sum",
        "pattern_functions": "regex regexall replace",
        "strings": """chomp endswith indent join lower split startswith strcontains strrev substr title trim trimprefix
            trimspace trimsuffix upper""",
        "yaml_text": "yamldecode yamlencode",
    },
)
LAZY: Mapping[str, LazyFunction] = Table(
    "LAZY",
    {
        "conversion": "can try",
        "filesystem": """abspath file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1
            filesha256 filesha512""",
        "templating": "templatefile templatestring",
    },
)
