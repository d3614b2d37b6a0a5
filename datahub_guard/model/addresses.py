"""Addresses of other repositories and states: git remotes, module sources, GitLab's state URLs."""

from __future__ import annotations

from datahub_guard.model.records import Record, value

# Expressions are compiled by the first that needs them: most runs meet no module from elsewhere.
_FORCED = r"(?i:git|hg)::"
_URL = r"[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/@]*@)?(?P<host>[^/:]+)(?::\d+)?/(?P<path>.*)"
_SCP = r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?!//)(?P<path>[^\\].*)"
_REGISTRY = r"(?:(?P<host>[\w-]+(?:\.[\w-]+)+)/)?(?P<namespace>[\w-]+)/(?P<module>[\w-]+)/(?P<system>[\w-]+)"


class StateAddress(Record):
    """A state in GitLab: `project` is its numeric id or its path, decoded."""

    host: str = value()
    project: str = value()
    name: str = value()


class ModuleSource(Record):
    """A module source that is not a local path: `remote` is `host/group/project`, without user, port and `.git`."""

    remote: str = value()
    subdir: str = value()
    ref: str | None = value()


def parse_state_address(address: str) -> StateAddress | None:
    """Take apart `https://HOST/api/v4/projects/ID/terraform/state/NAME`; None for anything else."""
    scheme, separator, rest = address.strip().partition("://")
    base, marker, path = rest.partition("/api/v4/projects/")
    parts = path.split("/")
    if not separator or scheme not in ("http", "https") or not marker or "?" in rest or "#" in rest or "@" in base:
        return None
    if len(parts) != 4 or parts[1:3] != ["terraform", "state"] or not parts[0] or not parts[3]:
        return None
    host = base.partition("/")[0]  # GitLab may live below a path of its host
    return StateAddress(host=host.lower(), project=_decoded(parts[0]), name=_decoded(parts[3])) if host else None


def shown(address: str) -> str:
    """An address as it may be printed: without a user and a password."""
    scheme, separator, rest = address.partition("://")
    user, at, host = rest.partition("/")[0].rpartition("@")
    return f"{scheme}://…@{rest[len(user) + 1 :]}" if separator and at and host else address


def normal_remote(remote: str) -> str | None:
    """A git remote as `host/group/project`: over HTTPS, SSH or in scp form all the same; None for a bare word."""
    import re

    text = re.sub(rf"^{_FORCED}", "", remote.strip(), count=1)
    match = re.fullmatch(_URL, text) or re.fullmatch(_SCP, text)
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
    import re

    text, _, query = source.strip().partition("?")
    bare = re.sub(rf"^{_FORCED}", "", text, count=1)
    forced = bare != text
    if not forced and not bare.startswith(("git@", "ssh://", "github.com/", "bitbucket.org/")) and ".git" not in bare:
        return None
    scheme = bare.find("://")
    split = bare.find("//", scheme + 3 if scheme >= 0 else 0)
    address, subdir = (bare, "") if split < 0 else (bare[:split], bare[split + 2 :])
    remote = normal_remote(address)
    if remote is None:
        return None
    refs = [pair[4:] for pair in query.split("&") if pair.startswith("ref=") and len(pair) > 4]
    return ModuleSource(remote=remote, subdir=subdir.strip("/"), ref=_decoded(refs[-1]) if refs else None)


def parse_registry_source(source: str) -> ModuleSource | None:
    """Take apart `HOST/NAMESPACE/MODULE/SYSTEM//SUBDIR`; its version is an argument of the module block."""
    import re

    address, _, subdir = source.strip().partition("//")
    match = re.fullmatch(_REGISTRY, address)
    if match is None:
        return None
    host = (match["host"] or "registry.terraform.io").lower()
    remote = f"{host}/{match['namespace']}/{match['module']}/{match['system']}"
    return ModuleSource(remote=remote, subdir=subdir.strip("/"), ref=None)


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
