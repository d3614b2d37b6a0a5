"""A Terraform provider that knows schemas and nothing else, for providers whose plugin is not on the machine.

    python -m tools.schema_provider terraform validate

`terraform validate` and `terraform test` with `mock_provider` ask a provider for its schemas only; what they check
(names, types, what is required, what may be set) follows from those, so their verdict is the real provider's but for
what a provider checks of its own. `terraform plan` gives the plan that follows from the schema: what is computed and
not configured is unknown. It does not show the provider's defaults, plans in place what the provider would replace,
and reads no data source. Nothing is ever applied.

Terraform is told of the provider by the environment variable `TF_REATTACH_PROVIDERS`, and then neither looks for it nor
starts it: https://developer.hashicorp.com/terraform/plugin/debugging. Messages are those of plugin protocol 6
(`docs/plugin-protocol/tfplugin6.*.proto` in Terraform's repository), encoded by hand: there are few of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock
from datahub_guard.sources.schemas.store import SchemaStore
from tools.cty_msgpack import UNKNOWN, decode, encode

SERVICE = "tfplugin6.Provider"
NESTINGS = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}


class SchemaProvider:
    """A provider's schemas behind a socket of this machine; a context manager that gives the variable's value."""

    def __init__(self, name: str, store: SchemaStore) -> None:
        """`name`: the provider's, such as `databricks`."""
        self._name = name
        self._store = store
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        self._server.add_generic_rpc_handlers((_Methods(self._methods()),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> str:
        self._server.start()
        address = {"Network": "tcp", "String": f"127.0.0.1:{self._port}"}
        plugin = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True, "Addr": address}
        return json.dumps({self._store.source(self._name): plugin})

    def __exit__(self, *_: object) -> None:
        self._server.stop(grace=None).wait()

    def _methods(self) -> dict[str, Callable[[bytes], bytes]]:
        """What a provider is asked, with the answers: a message without fields says that nothing is wrong."""
        schemas = _schemas(self._name, self._store)
        silent = ("ValidateProviderConfig", "ValidateResourceConfig", "ValidateDataResourceConfig")
        return {
            "GetProviderSchema": lambda _: schemas,
            **dict.fromkeys((*silent, "ConfigureProvider", "StopProvider"), lambda _: b""),
            "UpgradeResourceState": _keep_stored_state,
            "ReadResource": _keep_current_state,
            "PlanResourceChange": self._plan,
        }

    def _plan(self, request: bytes) -> bytes:
        fields = dict(_fields(request))
        proposed = decode(dict(_fields(fields[3]))[1])
        if proposed is not None and decode(dict(_fields(fields[2]))[1]) is None:
            schema = self._store.resource(fields[1].decode(), self._name)
            assert schema is not None
            proposed = planned(proposed, schema)
        # The last field asks Terraform for the leniency that the SDK of the Databricks provider needs.
        return _field(1, _field(1, encode(proposed))) + _number(5, 1)


def planned(proposed: dict[str, Any], schema: BlockSchema) -> dict[str, Any]:
    """The plan for a new resource: the configuration, and unknown what the provider will choose."""
    values = dict(proposed)
    for name, attribute in schema.attributes.items():
        if values.get(name) is None and attribute.computed:
            values[name] = UNKNOWN
        elif attribute.nested:
            values[name] = _in_each(values.get(name), attribute.nested)
    for name, nested in schema.blocks.items():
        values[name] = _in_each(values.get(name), nested)
    return values


def _in_each(value: Any, nested: NestedBlock) -> Any:
    match value:
        case list():
            return [planned(item, nested.block) if isinstance(item, dict) else item for item in value]
        case dict() if nested.nesting == "map":
            return {key: planned(item, nested.block) for key, item in value.items()}
        case dict():
            return planned(value, nested.block)
    return value


def _keep_stored_state(request: bytes) -> bytes:
    """The state as it was stored: it was written by the version that the schema is of."""
    stored = dict(_fields(dict(_fields(request))[3]))
    return _field(1, _field(2, stored[1]))


def _keep_current_state(request: bytes) -> bytes:
    return _field(1, dict(_fields(request))[2])


class _Methods(grpc.GenericRpcHandler):
    """What grpc asks for the handler of a call."""

    def __init__(self, methods: dict[str, Callable[[bytes], bytes]]) -> None:
        self._methods = methods

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        service, _, method = handler_call_details.method.strip("/").partition("/")
        answer = self._methods.get(method) if service == SERVICE else None
        if answer is None:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, _context: answer(request))


def _schemas(name: str, store: SchemaStore) -> bytes:
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


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of wire type 2 of a message, by number; those of type 0, the only others here, are passed over."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        length, at = _read_varint(message, at)
        if tag & 7 == 2:
            yield tag >> 3, message[at : at + length]
            at += length


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while message[at] > 0x7F:
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
    return value | message[at] << shift, at + 1


def main(command: list[str]) -> int:
    """Run a command for which Terraform has the schema provider of Databricks."""
    if not command:
        print("usage: python -m tools.schema_provider terraform validate", file=sys.stderr)
        return 2
    with SchemaProvider("databricks", SchemaStore.load()) as plugin:
        return subprocess.run(command, env={**os.environ, "TF_REATTACH_PROVIDERS": plugin}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
