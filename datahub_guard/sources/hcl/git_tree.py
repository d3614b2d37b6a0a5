"""The files of a repository as they were at a tag, read from its objects without a checkout and without a network."""

from __future__ import annotations

import os
import subprocess

_TIMEOUT = 30
_OPTIONS = ("--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


class NoTree(Exception):
    """The tree cannot be read; the message says why."""


class GitTree:
    """The tree of a tag, branch or commit. Blobs are read when they are asked for."""

    def __init__(self, repository: str, ref: str) -> None:
        """Raises NoTree where the repository has no such ref, or git is not there."""
        self._repository = repository
        self._directories: dict[str, set[str]] = {"": set()}
        self._blobs: dict[str, str] = {}
        for entry in _git(repository, "ls-tree", "-r", "-z", "--full-tree", resolve(repository, ref)).split(b"\0"):
            head, _, path = entry.partition(b"\t")
            words = head.split()
            if len(words) == 3 and words[1] == b"blob" and words[0] != b"120000":
                self._add(os.fsdecode(path), words[2].decode())

    def _add(self, path: str, blob: str) -> None:
        self._blobs[path] = blob
        while path:
            parent, _, name = path.rpartition("/")
            names = self._directories.setdefault(parent, set())
            if name in names:
                return
            names.add(name)
            path = parent

    def names(self, directory: str) -> list[str] | None:
        """Names in a directory, `None` where the tree has none of that path."""
        found = self._directories.get(directory.replace(os.sep, "/").strip("/"))
        return sorted(found) if found is not None else None

    def read(self, path: str) -> bytes:
        """Contents of a file; raises OSError where there is none."""
        blob = self._blobs.get(path.replace(os.sep, "/"))
        if blob is None:
            raise FileNotFoundError(2, "there is no such file at that tag", path)
        try:
            return _git(self._repository, "cat-file", "blob", blob)
        except NoTree as error:
            raise OSError(5, str(error), path) from error


def resolve(repository: str, ref: str) -> str:
    """The commit that a tag, branch or commit id stands for; raises NoTree where there is none."""
    if not ref or ref.startswith("-"):
        raise NoTree(f"{ref!r} is no name of a tag")
    for name in (f"refs/tags/{ref}", f"refs/heads/{ref}", f"refs/remotes/origin/{ref}", ref):
        try:
            return (
                _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
                .decode()
                .strip()
            )
        except NoTree as error:
            if "git cannot be run" in str(error):
                raise
    raise NoTree(f"the repository has no tag {ref}")


def is_checked_out(repository: str, ref: str) -> bool:
    """Whether the working tree is on the commit of `ref`; raises NoTree as `resolve`."""
    return resolve(repository, ref) == resolve(repository, "HEAD")


def _git(repository: str, *arguments: str) -> bytes:
    environment = {**os.environ, **_ENVIRONMENT}
    try:
        # the arguments are ours, but for a ref that rev-parse takes as a name only; no shell is involved
        run = subprocess.run(  # noqa: S603
            ["git", "-C", repository, *_OPTIONS, *arguments],  # noqa: S607
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoTree(f"git cannot be run: {error}") from error
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        raise NoTree(lines[-1] if lines else f"git {arguments[0]} says no")
    return run.stdout
