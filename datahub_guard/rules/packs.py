"""Packs: folders of rules, loaded by path.

The shipped packs, a checkout's and somebody's own are read in one way: every `*.py` of the folder that defines a
`Rule`, every `*.rego` whose `deny_` sets carry METADATA.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING

from datahub_guard.errors import GuardError, nearest
from datahub_guard.rules.contract import Rule

if TYPE_CHECKING:
    from datahub_guard.rules.rego.embedded import EmbeddedEngine
    from datahub_guard.rules.rego.protocol import Module

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Pack:
    """The rules of one folder; `modules` are its Rego files, as the embedded engine takes them."""

    __slots__ = ("modules", "path", "rules")

    def __init__(self, path: str, rules: list[Rule], modules: list[Module]) -> None:
        self.path = path
        self.rules = rules
        self.modules = modules


def shipped(name: str) -> str:
    """Path of a pack that comes with the product: in the wheel below the package, in a checkout beside it."""
    for base in (os.path.join(PACKAGE, "packs"), os.path.dirname(PACKAGE)):
        path = os.path.join(base, name)
        if os.path.isdir(path):
            return path
    raise GuardError(f"the pack {name!r} is missing from this installation: install datahub-guard again")


def load(paths: Sequence[str], engine: EmbeddedEngine) -> list[Pack]:
    """Load the packs at `paths`; raises GuardError for a folder without rules, a broken file or an id used twice.

    `engine` parses Rego files that are not in the cache of prepared ones.
    """
    packs = [_load_pack(path, engine) for path in paths]
    seen: dict[str, Rule] = {}
    for pack in packs:
        for rule in pack.rules:
            other = seen.setdefault(rule.id, rule)
            if other is not rule:
                raise GuardError(
                    f"{rule.file}:{rule.line}: the rule id {rule.id} is already used at {other.file}:{other.line};"
                    " an id is permanent and stands for one rule"
                )
    return packs


def select(rules: Iterable[Rule], chosen: Sequence[str], ignored: Sequence[str]) -> list[Rule]:
    """The rules that `--select` and `--ignore` leave: ids or families; raises GuardError for a name that is neither."""
    rules = list(rules)
    names = {r.id for r in rules} | {r.family for r in rules}
    for name in (*chosen, *ignored):
        if name.upper() not in names:
            raise GuardError(f"no rule and no family is named {name!r}{nearest(name.upper(), names)}")
    wanted = {n.upper() for n in chosen}
    unwanted = {n.upper() for n in ignored}
    return [
        r
        for r in rules
        if (not wanted or r.id in wanted or r.family in wanted) and r.id not in unwanted and r.family not in unwanted
    ]


def _load_pack(path: str, engine: EmbeddedEngine) -> Pack:
    folder = os.path.abspath(path)
    if not os.path.isdir(folder):
        raise GuardError(f"{path}: no such pack: a pack is a folder with *.py or *.rego rules")
    rules: list[Rule] = []
    sources: list[tuple[str, str]] = []
    for name in sorted(os.listdir(folder)):
        file = os.path.join(folder, name)
        if name.endswith(".py") and not name.startswith(("_", "test_")):
            rules.extend(_python_rules(folder, file))
        elif name.endswith(".rego") and not name.endswith("_test.rego"):
            sources.append((file, _text(file)))
    modules: list[Module] = []
    if sources:
        from datahub_guard.rules.rego.catalogue import rules_of_modules

        rego_rules, modules = rules_of_modules(sources, engine)
        rules.extend(rego_rules)
    if not rules:
        raise GuardError(f"{path}: this folder defines no rule (a Python `@rule` or a Rego `deny_` set with METADATA)")
    return Pack(folder, sorted(rules, key=lambda r: r.id), modules)


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as handle:
            return handle.read()
    except (OSError, UnicodeDecodeError) as error:
        raise GuardError(f"{file}: this pack file cannot be read: {error}") from error


def _python_rules(folder: str, file: str) -> list[Rule]:
    package = _package(folder)
    name = f"{package.__name__}.{os.path.basename(file)[:-3]}"
    module = sys.modules.get(name)
    if module is None:
        module = sys.modules[name] = ModuleType(name)
        module.__file__ = file
        try:
            SourceFileLoader(name, file).exec_module(module)
        except Exception as error:  # whatever a pack's module raises, the run ends with its place
            import traceback

            del sys.modules[name]
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(folder)]
            line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else 1)
            raise GuardError(
                f"{file}:{line}: this pack file cannot be loaded: {type(error).__name__}: {error}"
            ) from error
    return [value for value in vars(module).values() if isinstance(value, Rule) and value.file == file]


def _package(folder: str) -> ModuleType:
    """The pack as a package of its own name, so that its modules may import one another relatively."""
    name = "datahub_guard_pack_" + hashlib.sha256(folder.encode()).hexdigest()[:12]
    package = sys.modules.get(name)
    if package is None:
        package = sys.modules[name] = ModuleType(name)
        package.__path__ = [folder]
    return package
