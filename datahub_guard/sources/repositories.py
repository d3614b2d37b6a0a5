"""Which repository a folder belongs to, and what that repository is called in the estate."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from datahub_guard.sources.discover import repository_root

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts

_REMOTE = re.compile(r'\[remote "origin"\][^\[]*?\n\s*url\s*=\s*(\S+)')


class RepositoryFolder(NamedTuple):
    """`name` is what identities begin with; `path` is the repository's absolute folder."""

    name: str
    path: str


class Repositories:
    """Finds repositories by the folders that the facts name, by `.git`, and by the names of folders.

    `named` is what the caller says the one repository is called, whatever its folder.
    """

    def __init__(self, root: str, facts: Facts | None, named: str | None = None) -> None:
        self._root = os.path.abspath(root)
        self._facts = facts
        self._named = named
        self._known: dict[str, RepositoryFolder] = {}
        self._folders: list[tuple[str, str]] = []
        if facts is not None:
            for name, repository in facts.estate.repositories.items():
                self._folders.append((os.path.join(self._root, *(repository.folder or name).split("/")), name))
            self._folders.sort(key=lambda pair: -len(pair[0]))

    def of(self, directory: str) -> RepositoryFolder:
        """The repository of a folder (an absolute path)."""
        found = self._known.get(directory)
        if found is None:
            found = self._known[directory] = self._find(directory)
        return found

    def folder(self, name: str) -> str | None:
        """Where the repository of that name lies below the root, or is the root itself; `None` when it is not here."""
        for path, known in self._folders:
            if known == name and os.path.isdir(path):
                return path
        own = self.of(self._root)
        return own.path if own.name == name else None

    def stack_name(self, directory: str) -> tuple[str, str]:
        """`REPOSITORY/PATH` of a stack, and the name of its repository."""
        repository = self.of(directory)
        path = os.path.relpath(directory, repository.path).replace(os.sep, "/")
        return (repository.name if path == "." else f"{repository.name}/{path}"), repository.name

    def _find(self, directory: str) -> RepositoryFolder:
        if self._named is None:
            for path, name in self._folders:
                if directory == path or directory.startswith(path + os.sep):
                    return RepositoryFolder(name, path)
        top = repository_root(directory)
        if self._named is not None:
            return RepositoryFolder(
                self._estate_name(self._named) or self._named, top or self._by_folder_name(directory) or self._root
            )
        folder = self._by_folder_name(directory)
        if top is not None:
            name = self._name_of(top)
            below = folder is not None and folder.startswith(top + os.sep)
            # an estate may lie in one git repository with its repositories as folders
            if not below or self._estate_name(name) is not None:
                return RepositoryFolder(name, top)
        if folder is not None:
            return RepositoryFolder(self._estate_name(os.path.basename(folder)) or os.path.basename(folder), folder)
        return RepositoryFolder(os.path.basename(self._root) or "root", self._root)

    def _by_folder_name(self, directory: str) -> str | None:
        """The outermost folder on the way down to `directory` that is called like a repository of the facts."""
        if self._facts is None:
            return None
        found = None
        while True:
            name = os.path.basename(directory)
            if name and self._facts.repository_named(name) is not None:
                found = directory
            parent = os.path.dirname(directory)
            if parent == directory:
                return found
            directory = parent

    def _name_of(self, top: str) -> str:
        """What the repository in `top` is called: by its folder or its remote in the facts, else as they say."""
        remote = _remote_of(top)
        for name in (remote, os.path.basename(top)):
            known = self._estate_name(name) if name else None
            if known is not None:
                return known
        if remote:
            return remote.rstrip("/").rpartition("/")[2].rpartition(":")[2].removesuffix(".git")
        return os.path.basename(top)

    def _estate_name(self, name: str) -> str | None:
        return self._facts.repository_named(name) if self._facts is not None else None


def _remote_of(top: str) -> str | None:
    """The URL of `origin`, read from the repository's configuration."""
    path = os.path.join(top, ".git", "config")
    try:
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8", errors="replace") as file:
            match = _REMOTE.search(file.read(1_000_000))
    except OSError:
        return None
    return match.group(1) if match else None
