"""Makes files for the schema store from what `terraform providers schema -json` prints."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from datahub_guard.errors import GuardError
from datahub_guard.sources.schemas.notation import write_block
from datahub_guard.sources.schemas.store import KINDS, MAGIC, file_name

_PARTS = {
    "resource": "resource_schemas",
    "data": "data_source_schemas",
    "ephemeral": "ephemeral_resource_schemas",
}
_DICTIONARY_SIZE = 32_000
"""Bytes; deflate looks back 32 KB and not further."""

_HOW = (
    "run `terraform init` and `terraform providers schema -json > schema.json` in a folder "
    "that requires the provider, and give that file"
)


def update_store(source_path: str, target_directory: str, versions: Mapping[str, str] | None = None) -> list[str]:
    """Write one schema file for each provider in the output of `terraform providers schema -json`.

    That output does not say which version a provider has: `versions` does by the provider's name, and for the others
    the `.terraform.lock.hcl` beside the file. A provider that is built into Terraform stands in no lock file; it is
    left out unless `versions` names it. The file of another version stays.

    Returns:
        The paths of the files written.

    Raises:
        GuardError: the file is not that output, a version is missing, or the folder cannot be written.
    """
    schemas = _read_output(source_path)
    named = versions or {}
    locked = _locked_versions(os.path.join(os.path.dirname(source_path), ".terraform.lock.hcl"))
    files: dict[str, bytes] = {}
    for source, schema in schemas.items():
        name = source.rpartition("/")[2]
        version = named.get(source) or named.get(name) or locked.get(source)
        if not version:
            if source.startswith("terraform.io/builtin/"):
                continue
            raise GuardError(
                f"{source_path}: which version of {source} is this? Terraform does not write it there: "
                f"keep the file beside the .terraform.lock.hcl of its folder, or name the version ({name}=1.2.3)"
            )
        files[file_name(name, version)] = compact(schema, source, version)
    if not files:
        raise GuardError(f"{source_path}: no provider's schema is in it; {_HOW}")
    return [_write(os.path.join(target_directory, name), data) for name, data in files.items()]


def compact(schema: Mapping[str, Any], source: str, version: str) -> bytes:
    """Pack one provider's schemas, a value of `provider_schemas`, into the form that `store` describes.

    Raises:
        GuardError: a schema has a form that Terraform does not print, or the version is no version.
    """
    if not version[:1].isdigit() or any(c in version for c in " /\\\n"):
        raise GuardError(f"{version!r} is no version of {source}: it looks like 5.100.0")
    texts = dict(_texts(schema, source))
    dictionary = _dictionary(list(texts.values()))
    index = ["\n"]
    body: list[bytes] = []
    offset = 0
    for (kind, name), text in texts.items():
        pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
        packed = pack.compress(text.encode()) + pack.flush()
        index.append(f"{KINDS[kind]} {name} {offset} {len(packed)}\n")
        body.append(packed)
        offset += len(packed)
    lines = "".join(index).encode()
    header = f"{MAGIC} {source} {version} {len(lines)} {len(dictionary)}\n"
    return b"".join((header.encode(), lines, dictionary, *body))


def _texts(schema: Mapping[str, Any], source: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Kind, name and text of each schema, in a fixed order."""
    if schema.get("provider"):
        yield ("provider", source.rpartition("/")[2]), write_block(schema["provider"].get("block", {}))
    for kind, part in _PARTS.items():
        for name, entry in sorted((schema.get(part) or {}).items()):
            try:
                yield (kind, name), write_block(entry["block"])
            except (GuardError, KeyError, TypeError) as error:
                raise GuardError(f"{source}: the schema of {kind} {name} cannot be read ({error}); {_HOW}") from error


def _dictionary(texts: list[str]) -> bytes:
    """The groups that save most when they need not be repeated, the best of them last, where they cost least."""
    uses: dict[str, int] = {}
    for text in texts:
        for group in {group for line in text.split("\n") for group in line.split("\t")}:
            uses[group] = uses.get(group, 0) + 1
    shared = [(count - 1) * len(group) for group, count in uses.items()]
    best = sorted(zip(shared, uses, strict=True), reverse=True)
    chosen: list[str] = []
    room = _DICTIONARY_SIZE
    for saved, group in best:
        if saved and len(group) < min(room, 300):
            chosen.append(group)
            room -= len(group) + 1
    return "\n".join(reversed(chosen)).encode()


def _read_output(path: str) -> dict[str, Mapping[str, Any]]:
    import gzip
    import json

    try:
        with open(path, "rb") as file:
            data = file.read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        output = json.loads(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
    except OSError as error:
        raise GuardError(f"{path}: cannot read it: {error.strerror or error}; {_HOW}") from error
    except (ValueError, EOFError, RecursionError) as error:
        raise GuardError(f"{path}: this is no JSON ({error}); {_HOW}") from error
    schemas = output.get("provider_schemas") if isinstance(output, dict) else None
    if not isinstance(schemas, dict) or not all(isinstance(schema, dict) for schema in schemas.values()):
        raise GuardError(f"{path}: this is not the output of `terraform providers schema -json`; {_HOW}")
    if not str(output.get("format_version", "")).startswith(("0.", "1.")):
        raise GuardError(
            f"{path}: format_version {output.get('format_version')!r} of the provider schemas is not known; "
            "0.x and 1.x are"
        )
    return schemas


def _locked_versions(path: str) -> dict[str, str]:
    """Versions by provider source from a dependency lock file; empty when there is none."""
    import re

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return {}
    return dict(re.findall(r'^provider\s+"([^"\n]+)"\s*\{\s*\n\s*version\s*=\s*"([^"\n]+)"', text, re.MULTILINE))


def _write(path: str, data: bytes) -> str:
    """Write a file so that nobody ever reads half of it."""
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        raise GuardError(f"{path}: cannot write the provider's schemas: {error.strerror}") from error
    return path
