"""Builtins of OPA that regorus lacks, in Python, by OPA's sources (v1/topdown of 1.22.3).

They run in the worker, as callbacks of the engine, and are imported only when a module names them; nothing is
imported later, because then no file can be opened. An exception that a function raises is a builtin error. The
engine's conventions bound what can be an extension: a fixed number of arguments, no undefined result, and no set with
arrays, objects or sets in it as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from datahub_guard.rules.rego.builtins import EXTENSIONS

if TYPE_CHECKING:
    import regorus

_MODULES = {
    "array.flatten": "texts",
    "crypto": "digests",
    "net": "networks",
    "regex.globs_match": "globs",
    "strings.count": "texts",
    "strings.render_template": "templates",
    "strings.split_n": "texts",
    "uri": "uris",
}
_VALIDITY = frozenset({"json.is_valid", "semver.is_valid", "yaml.is_valid"})


def install(engine: regorus.Engine, names: Iterable[str]) -> None:
    """Make extensions known to an engine, before modules are added."""
    plain = engine.clone()
    for name in names:
        engine.add_extension(name, EXTENSIONS[name], _function(name, plain))


def _function(name: str, plain: regorus.Engine) -> Callable[..., Any]:
    if name in _VALIDITY:
        from datahub_guard.rules.rego.extensions.validity import is_valid

        return is_valid(name, plain)
    module = _MODULES.get(name) or _MODULES[name.split(".", 1)[0]]
    function: Callable[..., Any] = import_module(f"{__name__}.{module}").FUNCTIONS[name]
    return function
