"""Reading the files of a run: each once, inside limits, and shown by its path below the checked root."""

from __future__ import annotations

import os
import stat
from typing import Protocol

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.sources.hcl.limits import MAX_FILE_BYTES
from datahub_guard.sources.hcl.syntax import SourceFile


class Tree(Protocol):
    """Files that do not lie on the disk as they are: a tag's tree in a repository of git."""

    def names(self, directory: str) -> list[str] | None:
        """Names in a directory of the tree, `None` where it has no such directory."""

    def read(self, path: str) -> bytes:
        """Contents of a file; raises OSError where there is none."""


class Files:
    """The disk below `root`, and trees that stand beside it under paths of their own."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self._prefix = self.root.rstrip(os.sep) + os.sep
        self._trees: dict[str, Tree] = {}
        self._sources: dict[str, tuple[SourceFile, list[Problem]]] = {}

    def mount(self, path: str, tree: Tree) -> None:
        """Let everything below `path` come from `tree`."""
        self._trees[path.rstrip(os.sep)] = tree

    def is_mounted(self, path: str) -> bool:
        """Tell whether the path lies in a tree that stands beside the disk."""
        return self._in_tree(path) is not None

    def shown(self, path: str) -> str:
        """How messages call an absolute path: relative to the root, with `/` between its parts."""
        if path.startswith(self._prefix):
            text = path[len(self._prefix) :]
        else:
            text = os.path.relpath(path, self.root)
        return text.replace(os.sep, "/") if os.sep != "/" else text

    def names(self, directory: str) -> list[str]:
        """Sorted names in a directory; raises OSError where it cannot be read."""
        found = self._in_tree(directory)
        if found:
            names = found[0].names(found[1])
            if names is None:
                raise FileNotFoundError(2, "no such directory at that tag", directory)
            return sorted(names)
        return sorted(os.listdir(directory))

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory of that path."""
        found = self._in_tree(path)
        return found[0].names(found[1]) is not None if found else os.path.isdir(path)

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        """Contents of a file; raises OSError where it cannot be read or is larger than `limit` bytes."""
        found = self._in_tree(path)
        if found:
            data = found[0].read(found[1])
        else:
            self._check(path)
            with open(path, "rb") as file:
                data = file.read(limit + 1)
        if len(data) > limit:
            raise OSError(27, f"it is larger than the limit of {limit // 1_000_000} MB", path)
        return data

    def source(self, path: str) -> tuple[SourceFile, list[Problem]]:
        """A file of HCL (or its JSON form) and what is wrong with it as a file; an unreadable one is empty."""
        known = self._sources.get(path)
        if known is None:
            known = self._sources[path] = self._source(path)
        return known

    def sources(self) -> list[SourceFile]:
        """The configuration and variables files that were read so far."""
        return [file for file, _ in self._sources.values()]

    def _source(self, path: str) -> tuple[SourceFile, list[Problem]]:
        shown = self.shown(path)
        try:
            data = self.read(path)
        except OSError as error:
            reason = error.strerror or str(error)
            remedy = "make it readable, or leave it out of the checked folders"
            return SourceFile(shown, ""), [
                Problem("unreadable", f"{shown} cannot be read: {reason}", Place(shown), remedy=remedy)
            ]
        try:
            return SourceFile(shown, data.decode()), []
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"{shown} is not UTF-8: byte {data[error.start]:#04x}, at {error.start} from the start"
            remedy = "save it as UTF-8; it was read with a mark in the place of what is not"
            problem = Problem("encoding", message, Place(shown, line), remedy=remedy)
            return SourceFile(shown, data.decode(errors="replace")), [problem]

    def _check(self, path: str) -> None:
        """Raise OSError for what is no regular file, or a link that leads out of the root."""
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            target = os.path.realpath(path)
            if path.startswith(self._prefix) and not target.startswith(os.path.realpath(self.root) + os.sep):
                raise OSError(1, "it is a link that leads out of the checked folder", path)
            mode = os.stat(target).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(22, "it is no regular file", path)

    def _in_tree(self, path: str) -> tuple[Tree, str] | None:
        for mount, tree in self._trees.items():
            if path == mount:
                return tree, ""
            if path.startswith(mount + os.sep):
                return tree, path[len(mount) + 1 :]
        return None
