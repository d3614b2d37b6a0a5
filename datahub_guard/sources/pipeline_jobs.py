"""The jobs of a repository's `.gitlab-ci.yml`: the variables and the script lines of each, with their places.

`extends`, YAML anchors and merge keys, `!reference` and included files of the same repository are followed. What is
included from elsewhere is not seen; `templates` names what GitLab itself ships.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem

Node: TypeAlias = Any
"""A node of PyYAML, which is imported only where there is a pipeline to read."""

FILE = ".gitlab-ci.yml"
LARGEST = 1024 * 1024
MOST_FILES = 30
DEEPEST = 10
_NO_JOBS = frozenset(("variables", "default", "include", "workflow", "image", "cache", "spec"))
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class Text(NamedTuple):
    """A value or a script line, and where it stands."""

    text: str
    place: Place


class Job(NamedTuple):
    """A job as it runs: its variables with the pipeline's under them, its script with what stands before it."""

    name: str
    variables: dict[str, Text]
    script: list[Text]

    def expanded(self, text: str) -> str:
        """`text` with the values of known variables; one that is not known is left as `${NAME}`."""
        for _ in range(DEEPEST):
            before, text = text, _VARIABLE.sub(self._value, text)[:LARGEST]
            if text == before:
                break
        return text

    def _value(self, match: re.Match[str]) -> str:
        name = match[1] or match[2]
        known = self.variables.get(name)
        return known.text if known is not None and f"${{{name}}}" not in known.text else f"${{{name}}}"


class Pipeline:
    """What `.gitlab-ci.yml` in the folder `repository` says; places call that folder `shown`."""

    def __init__(self, repository: str, shown: str) -> None:
        self.problems: list[Problem] = []
        self.templates: list[str] = []
        self._repository = repository
        self._shown = "" if shown in ("", ".") else f"{shown}/"
        self._files: set[str] = set()
        self._entries: dict[str, Node] = {}
        self._globals: list[Node] = []
        self._known: dict[int, dict[str, Node]] = {}
        self._read(FILE)

    def jobs(self) -> list[Job]:
        """The jobs that run, in the order of the file; hidden ones only serve others."""
        return [
            Job(name, self._variables(name), self._script(name))
            for name, node in self._entries.items()
            if not name.startswith(".") and name not in _NO_JOBS and _is_mapping(node)
        ]

    def all_jobs(self) -> Job:
        """What holds for every job: the pipeline's variables alone."""
        return Job("", self._global_variables(), [])

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read(self, name: str) -> None:
        """Read one file and what it includes; what the including file says counts more."""
        path = os.path.normpath(os.path.join(self._repository, name.lstrip("/")))
        inside = os.path.realpath(path).startswith(os.path.realpath(self._repository) + os.sep)
        if path in self._files or len(self._files) >= MOST_FILES or not inside or not os.path.isfile(path):
            return
        self._files.add(path)
        root = self._parsed(path, self._shown + os.path.relpath(path, self._repository).replace(os.sep, "/"))
        if root is None:
            return
        entries = self._items(root)
        for included in self._included(entries.get("include")):
            self._read(included)
        self._entries.update(entries)
        if "variables" in entries:
            self._globals.append(entries["variables"])

    def _parsed(self, path: str, shown: str) -> Node:
        import yaml

        try:
            if os.path.getsize(path) > LARGEST:
                raise yaml.YAMLError(f"it is larger than {LARGEST} bytes")
            with open(path, encoding="utf-8-sig") as handle:
                stream = io.StringIO(handle.read())
            stream.name = shown  # the marks of all nodes carry it
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(stream)
            root = None
            while loader.check_node():  # the inputs of a file are a document before its own
                root = loader.get_node()
        except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
            what = getattr(error, "problem", None) or str(error)
            self.problems.append(Problem("pipeline", f"the pipeline cannot be read: {what}", place))
            return None
        return root if _is_mapping(root) else None

    def _included(self, node: Node) -> Iterator[str]:
        """The included files of this repository, and as a side effect the templates."""
        for item in [] if node is None else (node.value if node.id == "sequence" else [node]):
            if item.id == "scalar":
                if "://" not in item.value:
                    yield item.value
                continue
            for key, value in self._items(item).items():
                if value.id == "scalar" and key == "local":
                    yield value.value
                elif value.id == "scalar" and key == "template":
                    self.templates.append(value.value)

    # -- jobs ------------------------------------------------------------------------------------------------------

    def _chain(self, name: str) -> list[dict[str, Node]]:
        """The keys of a job and of all that it extends; the job's own last."""
        chain: list[dict[str, Node]] = []
        waiting, seen = [name], set()
        while waiting:
            current = waiting.pop()
            node = self._entries.get(current)
            if current in seen or node is None or not _is_mapping(node):
                continue
            seen.add(current)
            keys = self._items(node)
            chain.insert(0, keys)
            extended = keys.get("extends")
            if extended is not None:
                listed = extended.value if extended.id == "sequence" else [extended]
                waiting += [item.value for item in listed if item.id == "scalar"]
        return chain

    def _variables(self, name: str) -> dict[str, Text]:
        found = self._global_variables()
        for keys in self._chain(name):
            found.update(self._texts(keys.get("variables")))
        return found

    def _global_variables(self) -> dict[str, Text]:
        found = {}
        for node in self._globals:
            found.update(self._texts(node))
        return found

    def _texts(self, node: Node) -> dict[str, Text]:
        found = {}
        for key, value in self._items(node).items():
            if value.id == "mapping":
                value = self._items(value).get("value", value)
            if value.id == "scalar":
                found[key] = Text(value.value, self._place(value))
        return found

    def _script(self, name: str) -> list[Text]:
        parts: dict[str, Node] = dict(self._items(self._entries.get("default")))
        for key in ("before_script", "script"):
            if key in self._entries:
                parts[key] = self._entries[key]
        for keys in self._chain(name):
            parts.update({key: keys[key] for key in ("before_script", "script") if key in keys})
        lines: list[Text] = []
        seen: set[int] = set()
        for key in ("before_script", "script"):
            self._lines(parts.get(key), lines, seen)
        return lines

    def _lines(self, node: Node, lines: list[Text], seen: set[int]) -> None:
        """Add the lines of a script, each part once, however often aliases repeat it."""
        if node is None or id(node) in seen:
            return
        seen.add(id(node))
        if node.id == "scalar":
            lines += self._rows(node)
        elif node.tag == "!reference":
            self._lines(self._referred([item.value for item in node.value if item.id == "scalar"]), lines, seen)
        elif node.id == "sequence":
            for item in node.value:
                self._lines(item, lines, seen)

    def _referred(self, keys: list[str]) -> Node:
        node = self._entries.get(keys[0]) if keys else None
        for key in keys[1:]:
            node = self._items(node).get(key)
        return node

    def _rows(self, node: Node) -> list[Text]:
        """The lines of a script's item; those of a block scalar stand below its marker."""
        if node.style not in ("|", ">"):
            return [Text(node.value, self._place(node))]
        file, first = str(node.start_mark.name), node.start_mark.line + 2
        return [Text(row, Place(file, first + i)) for i, row in enumerate(node.value.split("\n")) if row]

    def _items(self, node: Node) -> dict[str, Node]:
        """The entries of a mapping, with those of its merge keys under them."""
        if not _is_mapping(node):
            return {}
        known = self._known.get(id(node))
        if known is not None:
            return known
        self._known[id(node)] = {}  # a mapping that merges itself ends here
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in node.value:
            if key.id == "scalar" and key.value == "<<":
                for source in value.value if value.id == "sequence" else [value]:
                    merged = {**self._items(source), **merged}
            elif key.id == "scalar":
                own[key.value] = value
        self._known[id(node)] = {**merged, **own}
        return self._known[id(node)]

    def _place(self, node: Node) -> Place:
        start, end = node.start_mark, node.end_mark
        return Place(str(start.name), start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _is_mapping(node: Node) -> bool:
    return node is not None and node.id == "mapping"
