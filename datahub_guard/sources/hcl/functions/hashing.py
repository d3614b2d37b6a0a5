"""Hashes and identifiers of texts. What is random, or needs a private key, is not known."""

from __future__ import annotations

from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import NUMBER, STRING, Function, table

_NAMESPACES = {"dns": "NAMESPACE_DNS", "url": "NAMESPACE_URL", "oid": "NAMESPACE_OID", "x500": "NAMESPACE_X500"}


def hex_digest(algorithm: str, data: bytes) -> str:
    """Return the hash in hexadecimal; `algorithm` as `hashlib` names it."""
    import hashlib

    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def base64_digest(algorithm: str, data: bytes) -> str:
    """Return the hash in base 64."""
    import base64
    import hashlib

    return base64.b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode()


def _hash(algorithm: str) -> Function:
    return Function(algorithm, lambda text: hex_digest(algorithm, text.encode()), STRING)


def _base64_hash(algorithm: str) -> Function:
    return Function(f"base64{algorithm}", lambda text: base64_digest(algorithm, text.encode()), STRING)


def _uuidv5(namespace: str, name: str) -> str:
    import uuid

    known = _NAMESPACES.get(namespace)
    try:
        space = getattr(uuid, known) if known else uuid.UUID(namespace)
    except ValueError:
        raise EvaluationError(f"{namespace!r} is neither a UUID nor one of {', '.join(_NAMESPACES)}") from None
    return str(uuid.uuid5(space, name))


def _random() -> Value:
    return Unknown(type="string", reason="uuid() gives another value at every run")


def _bcrypt(_text: str, *_cost: Value) -> Value:
    return Unknown(type="string", reason="bcrypt() gives another value at every run")


def _rsadecrypt(_ciphertext: str, _key: str) -> Value:
    return Unknown(type="string", reason="this tool decrypts nothing")


FUNCTIONS = table(
    _base64_hash("sha256"),
    _base64_hash("sha512"),
    Function("bcrypt", _bcrypt, STRING, rest=NUMBER, most=2),
    _hash("md5"),
    Function("rsadecrypt", _rsadecrypt, STRING, STRING),
    _hash("sha1"),
    _hash("sha256"),
    _hash("sha512"),
    Function("uuid", _random),
    Function("uuidv5", _uuidv5, STRING, STRING),
)
