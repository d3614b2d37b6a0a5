"""The providers' schemas, read from one file a provider, one type at a time.

A file is named `NAME-VERSION.schemas` and holds, in this order:

1. a line: `datahub-guard schemas 1 SOURCE VERSION INDEX DICTIONARY`, the last two the lengths in bytes of parts 2, 3
2. the index: a line `KIND NAME OFFSET LENGTH` for each schema (`KIND`: `r`esource, `d`ata source, `e`phemeral
   resource, `p`rovider), with a newline before the first and behind the last
3. the dictionary: text that many schemas have in common
4. the schemas, each raw deflate with the dictionary preset, at `OFFSET` from where this part begins; their text is
   described in `notation`
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

from datahub_guard.errors import GuardError
from datahub_guard.model.schema import BlockSchema
from datahub_guard.sources.schemas.notation import read_block

MAGIC = "datahub-guard schemas 1"
SUFFIX = ".schemas"
KINDS = {"resource": "r", "data": "d", "ephemeral": "e", "provider": "p"}


class SchemaStore:
    """Schemas of all providers that have a file; `load` makes one, and nothing is read before it is asked for."""

    __slots__ = ("_files", "_providers", "_schemas")

    def __init__(self, files: dict[str, tuple[str, str]]) -> None:
        """`files`: for each provider's name the version and the path of its file."""
        self._files = files
        self._providers: dict[str, ProviderFile] = {}
        self._schemas: dict[tuple[str, str, str], BlockSchema | None] = {}

    @classmethod
    def load(cls, *directories: str) -> SchemaStore:
        """Find the schemas that ship with the product, and those in `directories`, which go before them.

        The newest version in a directory counts.

        Raises:
            GuardError: one of `directories` cannot be read.
        """
        files: dict[str, tuple[str, str]] = {}
        for directory in (shipped_directory(), *directories):
            found: dict[str, tuple[str, str]] = {}
            try:
                names = os.listdir(directory)
            except OSError as error:
                raise GuardError(
                    f"{directory}: cannot read the folder of provider schemas: {error.strerror}"
                ) from error
            for name in names:
                provider, version = split_file_name(name)
                if provider and (provider not in found or _order(version) > _order(found[provider][0])):
                    found[provider] = (version, os.path.join(directory, name))
            files.update(found)
        return cls(files)

    def covers(self, provider: str) -> bool:
        """Whether there is a schema for a provider (`aws`, `hashicorp/aws`, `registry.terraform.io/hashicorp/aws`)."""
        return provider.rpartition("/")[2] in self._files

    def version(self, provider: str) -> str | None:
        """The version of the provider that the schema is of."""
        found = self._files.get(provider.rpartition("/")[2])
        return found[0] if found else None

    def source(self, provider: str) -> str | None:
        """The provider's address (`registry.terraform.io/hashicorp/aws`)."""
        return self._provider(provider).source if self.covers(provider) else None

    def providers(self) -> list[str]:
        """Names of the providers that have a schema."""
        return sorted(self._files)

    def resource(self, name: str, provider: str = "") -> BlockSchema | None:
        """The schema of a managed resource type; `None` when the provider does not have it, or has no schema.

        `provider` is needed where the type's first word is not the provider's name.
        """
        return self._schema("resource", name, provider)

    def data(self, name: str, provider: str = "") -> BlockSchema | None:
        """The schema of a data source, as `resource`."""
        return self._schema("data", name, provider)

    def ephemeral(self, name: str, provider: str = "") -> BlockSchema | None:
        """The schema of an ephemeral resource type, as `resource`."""
        return self._schema("ephemeral", name, provider)

    def provider(self, name: str) -> BlockSchema | None:
        """The schema of a `provider` block."""
        return self._schema("provider", name.rpartition("/")[2], name)

    def names(self, kind: str, provider: str) -> list[str]:
        """All types of a kind (`resource`, `data`, `ephemeral`) that a provider has."""
        return list(self._provider(provider).names(KINDS[kind])) if self.covers(provider) else []

    def _schema(self, kind: str, name: str, provider: str) -> BlockSchema | None:
        owner = provider.rpartition("/")[2] or name.partition("_")[0]
        key = (kind, name, owner)
        try:
            return self._schemas[key]
        except KeyError:
            text = self._provider(owner).text(KINDS[kind], name) if owner in self._files else None
            found = self._schemas[key] = read_block(text) if text is not None else None
            return found

    def _provider(self, provider: str) -> ProviderFile:
        name = provider.rpartition("/")[2]
        found = self._providers.get(name)
        if found is None:
            found = self._providers[name] = ProviderFile(self._files[name][1])
        return found


class ProviderFile:
    """One file of schemas, read into memory; a schema is unpacked when it is asked for."""

    __slots__ = ("_body", "_data", "_dictionary", "_index", "path", "source", "version")

    def __init__(self, path: str) -> None:
        """
        Raises:
            GuardError: the file cannot be read, or is no file of schemas.
        """
        self.path = path
        try:
            with open(path, "rb") as file:
                data = file.read()
            magic, _, rest = data[: data.index(b"\n")].decode().partition(f"{MAGIC} ")
            if magic or not rest:
                raise ValueError("another first line")
            self.source, self.version, index, dictionary = rest.split(" ")
            start = data.index(b"\n") + 1
            middle = start + int(index)
            self._body = middle + int(dictionary)
            self._index = data[start:middle]
            self._dictionary = data[middle : self._body]
            self._data = data
        except OSError as error:
            raise GuardError(f"{path}: cannot read the provider's schemas: {error.strerror}") from error
        except ValueError as error:
            raise GuardError(
                f"{path}: this is no file of provider schemas ({error}); "
                "make it anew with `datahub-guard schemas update`, or delete it"
            ) from error

    def text(self, kind: str, name: str) -> str | None:
        """The text of one schema, `None` when there is none of that name."""
        key = f"\n{kind} {name} ".encode()
        at = self._index.find(key)
        if at < 0:
            return None
        at += len(key)
        offset, length = self._index[at : self._index.index(b"\n", at)].split(b" ")
        start = self._body + int(offset)
        try:
            unpack = zlib.decompressobj(-zlib.MAX_WBITS, zdict=self._dictionary)
            return unpack.decompress(self._data[start : start + int(length)]).decode()
        except (ValueError, zlib.error) as error:
            raise GuardError(
                f"{self.path}: the schema of {name} is damaged ({error}); "
                "make the file anew with `datahub-guard schemas update`"
            ) from error

    def names(self, kind: str) -> Iterator[str]:
        """Names of all schemas of a kind."""
        for line in self._index.decode().split("\n"):
            words = line.split(" ")
            if words[0] == kind:
                yield words[1]


def shipped_directory() -> str:
    """The folder of the schemas that ship with the product."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.path.join(package, "data", "schemas")


def file_name(provider: str, version: str) -> str:
    """The name of a provider's file."""
    return f"{provider}-{version}{SUFFIX}"


def split_file_name(name: str) -> tuple[str, str]:
    """The provider and version of a file name; empty strings for another file."""
    if not name.endswith(SUFFIX):
        return "", ""
    words = name.removesuffix(SUFFIX).split("-")
    for i in range(1, len(words)):
        if words[i][:1].isdigit():
            return "-".join(words[:i]), "-".join(words[i:])
    return "", ""


def _order(version: str) -> tuple[tuple[int, ...], bool, str]:
    """What versions sort by: the numbers, then a release behind its pre-releases."""
    numbers, _, pre = version.partition("-")
    return tuple(int(part) for part in numbers.split(".") if part.isdigit()), not pre, pre
