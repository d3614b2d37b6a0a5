"""Terraform's functions that need no provider.

`FUNCTIONS` are called with evaluated arguments; `LAZY` with the scope and the expressions themselves, because they
look at whether these fail, or at the files of the module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.functions import (
    collections,
    combining,
    conversion,
    datetime,
    encoding,
    filesystem,
    formatting,
    hashing,
    json_text,
    network,
    numeric,
    pattern_functions,
    strings,
    templating,
    yaml_text,
)
from datahub_guard.sources.hcl.scope import Scope

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.nodes import Node

_MODULES = (
    collections,
    combining,
    conversion,
    datetime,
    encoding,
    filesystem,
    formatting,
    hashing,
    json_text,
    network,
    numeric,
    pattern_functions,
    strings,
    yaml_text,
)

FUNCTIONS: dict[str, Callable[..., Value]] = {
    function.name: function for module in _MODULES for function in module.FUNCTIONS
}
LAZY: dict[str, Callable[[Scope, list[Node]], Value]] = {**conversion.LAZY, **filesystem.LAZY, **templating.LAZY}
