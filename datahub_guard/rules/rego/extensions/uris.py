"""`uri.parse` and `uri.is_valid`, as Go's `net/url.Parse` reads an address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from datahub_guard.rules.rego.extensions.operands import BuiltinError, text

UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
PLAIN_IN_PATH = frozenset(UNRESERVED + "$&+,/:;=@")
PLAIN_IN_HOST = frozenset(UNRESERVED + "!$&'()*+,;=:[]<>\"")
PLAIN_IN_USER = frozenset(UNRESERVED + "!$&'()*+,;=:%@")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_PORT = re.compile(r"(?::[0-9]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _Invalid(Exception):
    """Why Go would not parse an address."""


def parse(uri: Any) -> dict[str, str]:
    """The parts of an address that it has; a path also as it was written, where that cannot be told from it."""
    value = text("uri.parse", 1, uri)
    before, _, fragment = value.partition("#")
    try:
        parts = _parts(before)
    except _Invalid as error:
        raise BuiltinError(f'uri.parse: parse "{before}": {error}') from None
    try:
        parts["fragment"] = _unescaped(fragment)
    except _Invalid as error:
        raise BuiltinError(f'uri.parse: parse "{value}": {error}') from None
    return {name: part for name, part in parts.items() if part}


def is_valid(uri: Any) -> bool:
    """Whether `parse` takes it; an empty text is no address."""
    if not isinstance(uri, str) or not uri:
        return False
    try:
        parse(uri)
    except BuiltinError:
        return False
    return True


def _parts(value: str) -> dict[str, str]:
    if _CONTROL.search(value):
        raise _Invalid("net/url: invalid control character in URL")
    if value == "*":
        return {"path": "*", "raw_path": "*"}
    scheme, rest = _scheme(value)
    rest, _, query = rest.partition("?")
    parts = {"scheme": scheme}
    if not rest.startswith("/"):
        if scheme:
            return {**parts, "raw_query": query}
        if ":" in rest.split("/", 1)[0]:
            raise _Invalid("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        parts["hostname"], parts["port"] = _authority(scheme, authority)
    path = _unescaped(rest)
    parts["path"] = path
    parts["raw_path"] = path if rest == _escaped(path) else rest
    parts["raw_query"] = query
    return parts


def _scheme(value: str) -> tuple[str, str]:
    if value.startswith(":"):
        raise _Invalid("missing protocol scheme")
    match = _SCHEME.match(value)
    return (match[1].lower(), value[match.end() :]) if match else ("", value)


def _authority(scheme: str, authority: str) -> tuple[str, str]:
    user, at, host = authority.rpartition("@")
    name, port = _host(scheme, host)
    if at:
        if not PLAIN_IN_USER.issuperset(user):
            raise _Invalid("net/url: invalid userinfo")
        _unescaped(user)
    return name, port


def _host(scheme: str, host: str) -> tuple[str, str]:
    bracket = host.rfind("[")
    if bracket > 0:
        raise _Invalid("invalid IP-literal")
    if bracket == 0:
        return _literal(host)
    colon = host.find(":")
    if colon >= 0:
        # Go has several hosts with ports in one authority for databases, and not for the web.
        _check_port(host[colon if scheme in ("http", "https") else host.rfind(":") :])
    name, separator, port = _unescaped_host(host).rpartition(":")
    return (name, port) if separator and _PORT.fullmatch(":" + port) else (name + separator + port, "")


def _literal(host: str) -> tuple[str, str]:
    """An address in brackets, its port behind them."""
    close = host.rfind("]")
    if close < 0:
        raise _Invalid("missing ']' in host")
    port = host[close + 1 :]
    _check_port(port)
    name, zone, rest = host[1:close].partition("%25")
    name = _unescaped_host(name)
    address, shown = name, name
    if zone:
        shown = name + "%" + _unescaped(rest)
        if not rest:
            raise _Invalid(f'invalid host: ParseAddr("{shown}"): zone must be a non-empty string')
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise _Invalid(f'invalid host: ParseAddr("{shown}"): unable to parse IP') from None
    if parsed.version == 4:
        raise _Invalid("invalid IP-literal")
    return shown, port[1:]


def _check_port(port: str) -> None:
    if not _PORT.fullmatch(port):
        raise _Invalid(f'invalid port "{port}" after host')


def _unescaped_host(host: str) -> str:
    """In a host an escape may only stand for what is not ASCII, and not every character may stand plainly."""
    for match in re.finditer(r"%..|[^%]", host, re.DOTALL):
        part = match[0]
        if len(part) > 1 and re.fullmatch("%[0-7][0-9A-Fa-f]", part) and part != "%25":
            raise _Invalid(f'invalid URL escape "{part}"')
        if len(part) == 1 and part.isascii() and part not in PLAIN_IN_HOST:
            raise _Invalid(f'invalid character "{part}" in host name')
    return _unescaped(host)


def _unescaped(value: str) -> str:
    broken = _BROKEN_ESCAPE.search(value)
    if broken:
        raise _Invalid(f'invalid URL escape "{broken[0]}"')
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), value.encode()).decode("utf-8", "replace")


def _escaped(path: str) -> str:
    """How Go would write the path by default."""
    return "".join(c if c in PLAIN_IN_PATH else "".join(f"%{byte:02X}" for byte in c.encode()) for c in path)


FUNCTIONS: dict[str, Callable[..., Any]] = {"uri.is_valid": is_valid, "uri.parse": parse}
