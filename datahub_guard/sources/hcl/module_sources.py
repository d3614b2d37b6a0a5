"""Where the source of a module call leads: a local folder, what `terraform init` fetched, the estate's own modules."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl.scope import CONSTANT

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.context import Library
    from datahub_guard.sources.hcl.module_calls import ModuleCallNode
    from datahub_guard.sources.hcl.syntax import Attribute, Block


class Found(NamedTuple):
    """The directory of a module, or in `hole` why there is none and in `remedy` what to do about it.

    `note` says why what was found may be another version than the one that is asked for.
    """

    directory: str | None
    hole: str = ""
    remedy: str = ""
    note: str = ""


class ModuleSources:
    """Finds modules without a network."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._fetched: dict[str, dict[str, str]] = {}
        self._refs: dict[tuple[str, str], tuple[str, str]] = {}

    def locate(self, call: ModuleCallNode) -> Found:
        """Where the module of a call lies."""
        source = literal(call.attribute("source"))
        if source is None:
            return Found(None, "its source is missing or no plain text", "write the source as a plain string")
        if source.startswith(("./", "../")) or source in (".", ".."):
            return self._local(call, source)
        own = self._in_estate(source)
        if own is not None and own.directory is not None and not own.hole:
            return own
        fetched = self._fetched_modules(call.module.context.directory).get(".".join(call.keys()))
        if fetched is not None and self._library.files.is_directory(fetched):
            return Found(fetched)
        if own is not None:
            return own
        return Found(
            None,
            f"its source {source!r} is not in .terraform/modules",
            "run `terraform init -backend=false` first, or say in the facts which repository of the estate it is",
        )

    def _local(self, call: ModuleCallNode, source: str) -> Found:
        directory = os.path.normpath(os.path.join(call.module.definition.directory, source))
        files = self._library.files
        if files.is_directory(directory):
            return Found(directory)
        shown = files.shown(directory)
        return Found(None, f"there is no folder {shown}", f"create {shown}, or correct the source {source!r}")

    def _in_estate(self, source: str) -> Found | None:
        """A module from git or a registry that the facts place in a repository of the estate; `None` for others."""
        facts, repositories = self._library.facts, self._library.repositories
        location = facts.module_source(source) if facts is not None else None
        if location is None or repositories is None:
            return None
        folder = repositories.folder(location.repository)
        if folder is None:
            hole = f"its repository {location.repository} is not in what is checked"
            return Found(None, hole, "check the whole estate, or run `terraform init -backend=false` first")
        base, note = self._at_ref(folder, location.ref)
        directory = os.path.normpath(os.path.join(base, *location.subdir.split("/")))
        if not directory.startswith(folder) or not self._library.files.is_directory(directory):
            where = f" at {location.ref}" if location.ref else ""
            hole = f"the repository {location.repository} has no folder {location.subdir}{where}"
            return Found(None, hole, "correct the source, or the tag in it")
        return Found(directory, note=note)

    def _at_ref(self, folder: str, ref: str | None) -> tuple[str, str]:
        """Where a repository's files are as of a tag; with a reason when it has to be the working tree instead."""
        if ref is None:
            return folder, ""
        key = (folder, ref)
        if key not in self._refs:
            from datahub_guard.sources.hcl.git_tree import GitTree, NoTree, is_checked_out

            try:
                if not os.path.lexists(os.path.join(folder, ".git")):
                    raise NoTree("the folder is no git repository of its own")
                base = folder
                if not is_checked_out(folder, ref):
                    base = f"{folder}@{ref}"
                    self._library.files.mount(base, GitTree(folder, ref))
                self._refs[key] = (base, "")
            except NoTree as error:
                self._refs[key] = (folder, f"{ref} of it cannot be read, so the working tree counts: {error}")
        return self._refs[key]

    def _fetched_modules(self, root: str) -> dict[str, str]:
        """What `terraform init` left in `.terraform/modules/modules.json` of a root module."""
        known = self._fetched.get(root)
        if known is None:
            known = self._fetched[root] = self._read_manifest(root)
        return known

    def _read_manifest(self, root: str) -> dict[str, str]:
        path = os.path.join(root, ".terraform", "modules", "modules.json")
        if not os.path.isfile(path):
            return {}
        import json

        try:
            modules = json.loads(self._library.files.read(path))["Modules"]
            return {
                entry["Key"]: os.path.normpath(os.path.join(root, entry["Dir"]))
                for entry in modules
                if isinstance(entry["Key"], str) and isinstance(entry["Dir"], str)
            }
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}


def literal(attribute: Attribute | None) -> str | None:
    """The text of an argument that is a plain string; `None` for any other."""
    if attribute is None:
        return None
    text = attribute.file.text[attribute.start : attribute.end].strip()
    if len(text) < 2 or text[0] != '"' or text[-1] != '"' or "${" in text or "%{" in text or '"' in text[1:-1]:
        return None
    return text[1:-1]


def constant_arguments(block: Block) -> dict[str, Value]:
    """The arguments of a block that may refer to nothing, as a backend's; unknown where one does, or is wrong."""
    from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault

    out: dict[str, Value] = {}
    for name, attribute in block.attributes.items():
        try:
            out[name] = attribute.expression.evaluate(CONSTANT)
        except (EvaluationError, SyntaxFault) as error:
            out[name] = Unknown(reason=error.message)
    return out
