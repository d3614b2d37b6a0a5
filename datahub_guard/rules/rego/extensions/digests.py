"""`crypto.md5`, `sha1`, `sha256` and `crypto.hmac.*`: hexadecimal digests of UTF-8 text."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from datahub_guard.rules.rego.extensions.operands import text


def _digest(name: str) -> Callable[[Any], str]:
    def digest(value: Any) -> str:
        data = text(f"crypto.{name}", 1, value).encode()
        return hashlib.new(name, data, usedforsecurity=False).hexdigest()

    return digest


def _hmac(name: str) -> Callable[[Any, Any], str]:
    def digest(message: Any, key: Any) -> str:
        function = f"crypto.hmac.{name}"
        return hmac.new(text(function, 2, key).encode(), text(function, 1, message).encode(), name).hexdigest()

    return digest


def equal(mac1: Any, mac2: Any) -> bool:
    """Whether two MACs are the same, in a time that does not depend on where they differ."""
    function = "crypto.hmac.equal"
    return hmac.compare_digest(text(function, 1, mac1).encode(), text(function, 2, mac2).encode())


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "crypto.md5": _digest("md5"),
    "crypto.sha1": _digest("sha1"),
    "crypto.sha256": _digest("sha256"),
    "crypto.hmac.md5": _hmac("md5"),
    "crypto.hmac.sha1": _hmac("sha1"),
    "crypto.hmac.sha256": _hmac("sha256"),
    "crypto.hmac.sha512": _hmac("sha512"),
    "crypto.hmac.equal": equal,
}
