"""A Terraform provider that knows schemas and nothing else, for providers whose plugin is not on the machine.

`terraform validate` and `terraform test` with `mock_provider` ask a provider for its schemas only; what they check
(names, types, what is required, what may be set) follows from those. This one answers with the schemas that ship with
the product. Everything that would touch a real system is refused.

Terraform is told of it by the environment variable `TF_REATTACH_PROVIDERS`, and then neither looks for the provider nor
starts it: https://developer.hashicorp.com/terraform/plugin/debugging. Messages are those of plugin protocol 6
(`docs/plugin-protocol/tfplugin6.*.proto` in Terraform's repository), encoded by hand: there are few of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock
from datahub_guard.sources.schemas.store import SchemaStore

SERVICE = "tfplugin6.Provider"
NESTINGS = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}


class SchemaProvider:
    """A provider's schemas behind a socket of this machine; a context manager that gives the variable's value."""

    def __init__(self, name: str, store: SchemaStore) -> None:
        """`name`: the provider's, such as `databricks`."""
        self._source = store.source(name)
        self._schemas = _schemas_response(name, store)
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        self._server.add_generic_rpc_handlers((_Methods(self._answer),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> str:
        self._server.start()
        address = {"Network": "tcp", "String": f"127.0.0.1:{self._port}"}
        plugin = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True, "Addr": address}
        return json.dumps({self._source: plugin})

    def __exit__(self, *_: object) -> None:
        self._server.stop(grace=None).wait()

    def _answer(self, method: str) -> bytes | None:
        """The response to a method, the same for every request; `None` where only a real provider has an answer."""
        if method == "GetProviderSchema":
            return self._schemas
        # An empty response to these says: no diagnostics.
        validations = ("ValidateProviderConfig", "ValidateResourceConfig", "ValidateDataResourceConfig", "StopProvider")
        return b"" if method in validations else None


class _Methods(grpc.GenericRpcHandler):
    """What grpc asks for the handler of a call."""

    def __init__(self, answer: Callable[[str], bytes | None]) -> None:
        self._answer = answer

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        service, _, method = handler_call_details.method.strip("/").partition("/")
        response = self._answer(method) if service == SERVICE else None
        if response is None:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda _request, _context: response)


def _schemas_response(name: str, store: SchemaStore) -> bytes:
    provider = store.provider(name)
    if provider is None:
        raise LookupError(f"no schema of provider {name}")
    response = _field(1, _schema(provider))
    for number, kind, load in ((2, "resource", store.resource), (3, "data", store.data)):
        for type_name in store.names(kind, name):
            block = load(type_name, name)
            assert block is not None
            response += _field(number, _field(1, type_name) + _field(2, _schema(block)))
    return response


def _schema(block: BlockSchema) -> bytes:
    return _field(2, _block(block))


def _block(block: BlockSchema) -> bytes:
    message = b"".join(_field(2, _attribute(name, attribute)) for name, attribute in block.attributes.items())
    return message + b"".join(_field(3, _nested_block(name, nested)) for name, nested in block.blocks.items())


def _nested_block(name: str, nested: NestedBlock) -> bytes:
    message = _field(1, name) + _field(2, _block(nested.block)) + _number(3, NESTINGS[nested.nesting])
    return message + _number(4, nested.min_items) + _number(5, nested.max_items)


def _attribute(name: str, attribute: AttributeSchema) -> bytes:
    message = _field(1, name)
    if attribute.nested:
        inner = attribute.nested.block.attributes.items()
        members = b"".join(_field(1, _attribute(member, schema)) for member, schema in inner)
        message += _field(10, members + _number(3, NESTINGS[attribute.nested.nesting]))
    else:
        message += _field(2, json.dumps(_type(attribute.type)))
    flags = (attribute.required, attribute.optional, attribute.computed, attribute.sensitive)
    message += b"".join(_number(number, flag) for number, flag in enumerate(flags, start=4))
    return message + _number(9, attribute.deprecated) + _number(11, attribute.write_only)


def _type(kind: Any) -> Any:
    """A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", {"name": "string"}]`."""
    if isinstance(kind, str):
        return "dynamic" if kind == "any" else kind
    name, inner = kind
    if name == "object":
        return [name, {member: _type(member_type) for member, member_type in inner}]
    if name == "tuple":
        return [name, [_type(member) for member in inner]]
    return [name, _type(inner)]


def _field(number: int, value: bytes | str) -> bytes:
    """A field of protobuf's wire type 2: a tag, a length, bytes."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _number(number: int, value: int) -> bytes:
    """A field of protobuf's wire type 0; zero is the default and not sent."""
    return _varint(number << 3) + _varint(value) if value else b""


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
