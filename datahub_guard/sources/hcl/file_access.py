"""The files that expressions may read: those of the repository, and those of modules that come from a tag."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_DIRECTORY_DEPTH, MAX_FILE_BYTES, check_parts

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.files import Files


class FileAccess:
    """What `file()` and its kin see: `directory` is where relative paths start, `repository` what they may not leave.

    Both are absolute. A link is followed as long as it stays inside.
    """

    __slots__ = ("_files", "_inside", "directory", "repository")

    def __init__(self, directory: str, repository: str, files: Files) -> None:
        self.directory = directory
        self.repository = repository
        self._files = files
        self._inside = os.path.realpath(repository).rstrip(os.sep) + os.sep

    def resolve(self, path: str) -> str:
        """Return the absolute path.

        Raises:
            EvaluationError: it leads out of the repository.
        """
        if "\0" in path:
            raise EvaluationError("a path has no NUL character in it")
        absolute = os.path.normpath(os.path.join(self.directory, path))
        if not self._files.is_mounted(absolute) and not self._is_inside(absolute):
            raise EvaluationError(f"{path!r} leads out of the repository, and only files inside of it are read")
        return absolute

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        """Return the contents of a file.

        Raises:
            EvaluationError: there is none, it is no regular file or larger than `limit` bytes, or it lies outside.
        """
        absolute = self.resolve(path)
        try:
            return self._files.read(absolute, limit)
        except FileNotFoundError:
            raise EvaluationError(f"there is no file {path!r}") from None
        except OSError as error:
            raise EvaluationError(f"{path!r} cannot be read: {error.strerror or error}") from None

    def read_text(self, path: str, limit: int = MAX_FILE_BYTES) -> str:
        """Return the contents of a file in UTF-8.

        Raises:
            EvaluationError: as `read` does, and for a file in another encoding.
        """
        try:
            return self.read(path, limit).decode()
        except UnicodeDecodeError:
            raise EvaluationError(f"{path!r} is not UTF-8: read it with filebase64()") from None

    def exists(self, path: str) -> bool:
        """Tell whether there is a file; raises EvaluationError for what is there and is no file."""
        absolute = self.resolve(path)
        if self._files.is_directory(absolute):
            raise EvaluationError(f"{path!r} is a directory, not a file")
        if self._files.is_mounted(absolute):
            return os.path.basename(absolute) in self._names(os.path.dirname(absolute))
        try:
            mode = os.stat(absolute).st_mode
        except OSError:
            return False
        if not stat.S_ISREG(mode):
            raise EvaluationError(f"{path!r} is not a regular file")
        return True

    def files_below(self, path: str) -> Iterator[str]:
        """Yield the paths of all files below a directory, relative to it, with `/` between their parts."""
        pending = [("", self.resolve(path), 0)]
        seen = 0
        while pending:
            prefix, directory, depth = pending.pop()
            for name in self._names(directory):
                seen = check_parts(seen + 1, "the directory")
                entry = os.path.join(directory, name)
                if self._files.is_directory(entry):
                    if depth < MAX_DIRECTORY_DEPTH and not os.path.islink(entry):
                        pending.append((f"{prefix}{name}/", entry, depth + 1))
                elif self._files.is_mounted(entry) or (os.path.isfile(entry) and self._is_inside(entry)):
                    yield prefix + name

    def _is_inside(self, path: str) -> bool:
        return (os.path.realpath(path) + os.sep).startswith(self._inside)

    def _names(self, directory: str) -> list[str]:
        try:
            return self._files.names(directory)
        except OSError:
            return []
