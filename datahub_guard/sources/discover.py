"""Which root modules there are below the paths that somebody wants checked.

A directory with `*.tf` or `*.tf.json` files is a root module unless another one in reach calls it as a local module.
Examples are stacks of their own. Tests (`*.tftest.hcl`) are not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from datahub_guard.errors import GuardError
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.sources.hcl.context import Library
from datahub_guard.sources.hcl.definition import ModuleDefinition, is_configuration
from datahub_guard.sources.hcl.limits import MAX_DIRECTORY_DEPTH
from datahub_guard.sources.hcl.module_sources import literal

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
_VARIABLE_FILES = (".tfvars", ".tfvars.json")


class Discovery(NamedTuple):
    """`roots` are absolute directories in the order of their paths; a file that was named asks for all of the root
    modules that it is a part of, because a change in it may break another file. `plans` are files that were named and
    can only be plans; `plan_folders` are folders without configuration in which files are called like plans."""

    roots: list[str]
    problems: list[Problem]
    plans: list[str]
    plan_folders: dict[str, list[str]]


class Walk:
    """The directories with configurations below some paths."""

    def __init__(self, library: Library) -> None:
        self.problems: list[Problem] = []
        self.plan_folders: dict[str, list[str]] = {}
        self._library = library
        self._seen: set[tuple[int, int]] = set()

    def below(self, directory: str) -> Iterator[str]:
        """Each directory with configuration, a directory before what is in it. Loops of links are walked once."""
        stack = [(directory, 0)]
        while stack:
            path, depth = stack.pop()
            found, inner = self._enter(path, depth)
            if found:
                yield path
            stack.extend((name, depth + 1) for name in sorted(inner, reverse=True))

    def _enter(self, path: str, depth: int) -> tuple[bool, list[str]]:
        """Whether a directory has configuration, and the directories in it."""
        found, inner, plans = False, [], []
        try:
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in self._seen:
                return False, []
            self._seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                for entry in entries:
                    name = entry.name
                    if is_configuration(name):
                        found = True
                    elif name.endswith("plan.json"):
                        plans.append(name)
                    elif not name.startswith(".") and name not in _SKIPPED and entry.is_dir():
                        inner.append(entry.path)
        except OSError as error:
            shown = self._library.files.shown(path)
            message = f"{shown} cannot be searched: {error.strerror}"
            remedy = "make it readable, or leave it out of the checked folders"
            self.problems.append(Problem("unreadable", message, Place(shown), remedy=remedy))
        if depth >= MAX_DIRECTORY_DEPTH and inner:
            shown = self._library.files.shown(path)
            message = f"folders are nested deeper than {MAX_DIRECTORY_DEPTH} levels: what is below is not searched"
            self.problems.append(Problem("limit", message, Place(shown)))
            inner = []
        if plans and not found:
            self.plan_folders[path] = sorted(plans)
        return found, inner


def discover(paths: Sequence[str], library: Library) -> Discovery:
    """Find the root modules that `paths` (files and directories) ask for.

    Raises GuardError for a path that does not exist.
    """
    walk = Walk(library)
    directories: dict[str, None] = {}
    narrow: dict[str, None] = {}
    plans: list[str] = []
    for path in paths:
        path = os.path.abspath(path)
        if os.path.isdir(path):
            directories.update(dict.fromkeys(walk.below(path)))
        elif not os.path.lexists(path):
            raise GuardError(f"{path}: there is no such file or folder")
        elif is_configuration(os.path.basename(path)) or path.endswith(_VARIABLE_FILES):
            narrow[os.path.dirname(path)] = None
        elif _may_be_plan(path):
            plans.append(path)
            directories.update(dict.fromkeys(_with_configuration(os.path.dirname(path))))
    roots = _without_called([*directories], library)
    for directory in narrow:
        if directory not in directories:
            roots += [root for root in _roots_of(directory, library, walk) if root not in roots]
    if len(directories) == 1 and roots and _looks_called(library.definition(roots[0]), library):
        roots = _roots_of(roots[0], library, walk)
    return Discovery(sorted(set(roots)), walk.problems, plans, walk.plan_folders)


def _may_be_plan(path: str) -> bool:
    """Whether a file that was named is a plan, or is meant to be one."""
    from datahub_guard.sources.plan.recognition import BINARY_PLAN, kind_of_file

    return path.endswith(".json") or kind_of_file(path) == BINARY_PLAN


def _with_configuration(directory: str) -> list[str]:
    """The directory, when it holds a root module."""
    try:
        return [directory] if any(is_configuration(name) for name in os.listdir(directory)) else []
    except OSError:
        return []


def called_directories(definition: ModuleDefinition) -> Iterator[str]:
    """The local directories that a module calls."""
    for block in definition.modules.values():
        source = literal(block.attributes.get("source"))
        if source is not None and source.startswith("."):
            yield os.path.normpath(os.path.join(definition.directory, source))


def _without_called(directories: Sequence[str], library: Library) -> list[str]:
    called: set[str] = set()
    for directory in directories:
        called.update(called_directories(library.definition(directory)))
    roots = [directory for directory in directories if directory not in called]
    # modules that only call one another in a circle still have to be looked at
    reached = set(roots)
    pending = list(roots)
    while pending:
        for inner in called_directories(library.definition(pending.pop())):
            if inner not in reached:
                reached.add(inner)
                if os.path.isdir(inner):
                    pending.append(inner)
    return [*roots, *(directory for directory in directories if directory not in reached)]


def _looks_called(definition: ModuleDefinition, library: Library) -> bool:
    """Whether a directory lacks all that a root module has and its callers are worth a search."""
    if definition.providers or definition.backend() is not None or not definition.variables:
        return False
    names = library.files.names(definition.directory) if os.path.isdir(definition.directory) else []
    return not any(name.endswith(_VARIABLE_FILES) for name in names)


def _roots_of(directory: str, library: Library, walk: Walk) -> list[str]:
    """The root modules of the same repository that reach `directory`; itself when none does."""
    definition = library.definition(directory)
    if not _looks_called(definition, library):
        return [directory]
    top = repository_root(directory)
    if top is None:
        return [directory]
    callers: dict[str, list[str]] = {}
    for other in _candidates(top, os.path.basename(directory), library, walk):
        for inner in called_directories(library.definition(other)):
            callers.setdefault(inner, []).append(other)
    found: dict[str, None] = {}
    pending, seen = [directory], {directory}
    while pending:
        for other in callers.get(pending.pop(), ()):
            if other not in seen:
                seen.add(other)
                pending.append(other)
                if other not in callers:
                    found[other] = None
    return list(found) or [directory]


def _candidates(top: str, name: str, library: Library, walk: Walk) -> Iterable[str]:
    return Walk(library).below(top)


def repository_root(directory: str) -> str | None:
    """The folder with `.git` in which a directory lies."""
    while True:
        if os.path.lexists(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
