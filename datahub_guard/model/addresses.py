"""Addresses of other repositories and states: git remotes, module sources, GitLab's state URLs."""

from __future__ import annotations

import re
from typing import NamedTuple

_STATE = re.compile(
    r"https?://(?P<host>[^/@?#]+)(?:/[^/?#]+)*?/api/v4/projects/(?P<project>[^/?#]+)/terraform/state/(?P<name>[^/?#]+)"
)
_SCHEME = re.compile(r"(?:git|hg)::", re.IGNORECASE)
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*)://(?:[^/@]*@)?(?P<host>[^/:]+)(?::\d+)?/(?P<path>.*)", re.IGNORECASE)
_SCP = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?!//)(?P<path>[^\\].*)")
_REGISTRY = re.compile(
    r"(?:(?P<host>[\w-]+(?:\.[\w-]+)+)/)?(?P<namespace>[\w-]+)/(?P<module>[\w-]+)/(?P<system>[\w-]+)"
)


class StateAddress(NamedTuple):
    """A state in GitLab: `project` is its numeric id or its path, decoded."""

    host: str
    project: str
    name: str


class ModuleSource(NamedTuple):
    """A module source that is not a local path: `remote` is `host/group/project`, without user, port and `.git`."""

    remote: str
    subdir: str
    ref: str | None


def parse_state_address(address: str) -> StateAddress | None:
    """Take apart `https://HOST/api/v4/projects/ID/terraform/state/NAME`; None for anything else."""
    match = _STATE.fullmatch(address.strip())
    if match is None:
        return None
    return StateAddress(match["host"].lower(), _decoded(match["project"]), _decoded(match["name"]))


def normal_remote(remote: str) -> str | None:
    """A git remote as `host/group/project`: over HTTPS, SSH or in scp form all the same; None for a bare word."""
    text = _SCHEME.sub("", remote.strip(), count=1)
    match = _URL.fullmatch(text) or _SCP.fullmatch(text)
    if match is None:
        head, slash, _ = text.partition("/")
        if not slash or "." not in head.strip("."):
            return None
        host, path = head, text[len(head) + 1 :]
    else:
        host, path = match["host"], match["path"]
    path = path.strip("/").removesuffix(".git")
    return f"{host.lower()}/{path}" if path else None


def parse_git_source(source: str) -> ModuleSource | None:
    """Take apart `git::URL//SUBDIR?ref=TAG` (any form that Terraform takes); None when it is not a git source."""
    text, _, query = source.strip().partition("?")
    forced = _SCHEME.match(text) is not None
    bare = _SCHEME.sub("", text, count=1)
    if not forced and not bare.startswith(("git@", "ssh://", "github.com/", "bitbucket.org/")) and ".git" not in bare:
        return None
    scheme = bare.find("://")
    split = bare.find("//", scheme + 3 if scheme >= 0 else 0)
    address, subdir = (bare, "") if split < 0 else (bare[:split], bare[split + 2 :])
    remote = normal_remote(address)
    if remote is None:
        return None
    refs = [pair[4:] for pair in query.split("&") if pair.startswith("ref=") and len(pair) > 4]
    return ModuleSource(remote, subdir.strip("/"), _decoded(refs[-1]) if refs else None)


def parse_registry_source(source: str) -> ModuleSource | None:
    """Take apart `HOST/NAMESPACE/MODULE/SYSTEM//SUBDIR`; its version is an argument of the module block."""
    address, _, subdir = source.strip().partition("//")
    match = _REGISTRY.fullmatch(address)
    if match is None:
        return None
    host = (match["host"] or "registry.terraform.io").lower()
    remote = f"{host}/{match['namespace']}/{match['module']}/{match['system']}"
    return ModuleSource(remote, subdir.strip("/"), None)


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
