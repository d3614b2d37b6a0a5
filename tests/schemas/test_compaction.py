"""Making schema files anew, from Terraform's own output and from what it must refuse."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.model.schema import BlockSchema
from datahub_guard.sources.schemas.compaction import compact, update_store
from datahub_guard.sources.schemas.notation import read_block, read_type, write_block, write_type
from datahub_guard.sources.schemas.store import SchemaStore
from tests.places import CORPORA
from tests.schemas.shared_notation import expand

SHIPPED = SchemaStore.load()
SCHEMAS = CORPORA.parent / "domain" / "schemas"


def differences(provider: str, schema: dict[str, Any], store: SchemaStore) -> Iterator[str]:
    """Where a store says something else than `provider_schemas`, which is read here without our own code."""
    parts = (("resource_schemas", store.resource, "resource"), ("data_source_schemas", store.data, "data"))
    for part, read, kind in parts:
        if sorted(schema[part]) != store.names(kind, provider):
            yield f"{part}: other names"
        for name, entry in schema[part].items():
            found = read(name)
            if found is None:
                yield f"{name}: missing"
            else:
                yield from _block_differences(name, entry["block"], found)
    configuration = store.provider(provider)
    assert configuration is not None
    yield from _block_differences(provider, schema["provider"]["block"], configuration)


def _block_differences(path: str, block: dict[str, Any], found: BlockSchema) -> Iterator[str]:
    attributes, nested = block.get("attributes", {}), block.get("block_types", {})
    if attributes.keys() != found.attributes.keys() or nested.keys() != found.blocks.keys():
        yield f"{path}: other names"
        return
    for name, attribute in attributes.items():
        ours = found.attributes[name]
        for flag in ("required", "optional", "computed", "sensitive", "deprecated", "write_only"):
            if bool(attribute.get(flag)) != getattr(ours, flag):
                yield f"{path}.{name}: {flag}"
        inner = attribute.get("nested_type")
        if inner:
            assert ours.nested is not None
            if inner["nesting_mode"] != ours.nested.nesting:
                yield f"{path}.{name}: nesting"
            yield from _block_differences(f"{path}.{name}", inner, ours.nested.block)
        elif _plain(attribute["type"]) != ours.type:
            yield f"{path}.{name}: {ours.type}"
    for name, block_type in nested.items():
        here = found.blocks[name]
        expected = (block_type["nesting_mode"], block_type.get("min_items", 0), block_type.get("max_items", 0))
        if (here.nesting, here.min_items, here.max_items) != expected:
            yield f"{path}.{name}: {here}"
        yield from _block_differences(f"{path}.{name}", block_type["block"], here.block)


def _plain(kind: Any) -> Any:
    if isinstance(kind, str):
        return "any" if kind == "dynamic" else kind
    if kind[0] == "object":
        return ("object", tuple(sorted((name, _plain(inner)) for name, inner in kind[1].items())))
    return (kind[0], _plain(kind[1]))


@pytest.mark.terraform
def test_what_terraform_prints_is_what_ships(terraform_environment: dict[str, str], tmp_path: Path) -> None:
    version = SHIPPED.version("aws")
    (tmp_path / "main.tf").write_text(
        f'terraform {{\n  required_providers {{\n    aws = {{\n      source  = "hashicorp/aws"\n'
        f'      version = "{version}"\n    }}\n  }}\n}}\nresource "terraform_data" "x" {{}}\n'
    )
    output = tmp_path / "schema.json"
    subprocess.run(["terraform", "init"], cwd=tmp_path, env=terraform_environment, check=True, capture_output=True)
    with output.open("wb") as file:
        subprocess.run(
            ["terraform", "providers", "schema", "-json"],
            cwd=tmp_path, env=terraform_environment, check=True, stdout=file,
        )  # fmt: skip
    said = json.loads(output.read_bytes())["provider_schemas"]
    # the version comes from the lock file that `terraform init` wrote
    target = tmp_path / "schemas"
    assert update_store(str(output), str(target)) == [str(target / f"aws-{version}.schemas")]
    made = SchemaStore.load(str(target))
    aws = said["registry.terraform.io/hashicorp/aws"]
    assert list(differences("aws", aws, made)) == []
    assert list(differences("aws", aws, SHIPPED)) == []
    assert made.names("ephemeral", "aws") == SHIPPED.names("ephemeral", "aws")
    built_in = said["terraform.io/builtin/terraform"]["data_source_schemas"]["terraform_remote_state"]
    remote = SHIPPED.data("terraform_remote_state")
    assert remote is not None
    assert list(_block_differences("terraform_remote_state", built_in["block"], remote)) == []


@pytest.mark.parametrize("name", ["aws-5.100.0", "databricks-1.128.0"])
def test_what_was_recorded_is_what_ships(name: str) -> None:
    path = SCHEMAS / f"{name}.json.gz"
    if not path.is_file():
        pytest.skip("the recorded schemas are not beside the corpora")
    provider = name.partition("-")[0]
    source, schema = expand(path)
    assert source == SHIPPED.source(provider)
    assert list(differences(provider, schema, SHIPPED)) == []


SMALL = {
    "provider": {"version": 0, "block": {"attributes": {"token": {"type": "string", "optional": True}}}},
    "resource_schemas": {
        "acme_thing": {
            "version": 1,
            "block": {
                "deprecated": True,
                "attributes": {
                    "id": {"type": "string", "computed": True},
                    "any": {"type": "dynamic", "optional": True},
                    "shape": {"type": ["map", ["object", {"b": ["set", "number"], "a": "bool"}]], "optional": True},
                    "nested": {
                        "nested_type": {
                            "nesting_mode": "list",
                            "attributes": {"key": {"type": "string", "required": True, "sensitive": True}},
                        },
                        "optional": True,
                    },
                },
                "block_types": {
                    "one": {"nesting_mode": "list", "min_items": 1, "block": {"attributes": {}}},
                    "two": {"nesting_mode": "map", "block": {"block_types": {}}},
                },
            },
        }
    },
}


def output(tmp_path: Path, schemas: Any, version: str = "1.0") -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps({"format_version": version, "provider_schemas": schemas}))
    return path


def test_a_small_provider(tmp_path: Path) -> None:
    path = output(tmp_path, {"registry.example.com/acme/acme": SMALL})
    (written,) = update_store(str(path), str(tmp_path / "deep" / "folder"), {"acme": "1.2.3-beta1"})
    assert Path(written).name == "acme-1.2.3-beta1.schemas"
    store = SchemaStore.load(str(Path(written).parent))
    assert store.version("acme") == "1.2.3-beta1"
    assert store.source("acme") == "registry.example.com/acme/acme"
    thing = store.resource("acme_thing")
    assert thing is not None
    assert thing.deprecated
    assert thing.attributes["shape"].type == ("map", ("object", (("a", "bool"), ("b", ("set", "number")))))
    assert thing.attributes["nested"].type == ("list", ("object", (("key", "string"),)))
    nested = thing.attributes["nested"].nested
    assert nested is not None
    assert nested.block.attributes["key"].flags() == "rs"
    assert (thing.blocks["one"].nesting, thing.blocks["one"].min_items) == ("list", 1)
    assert thing.blocks["two"].type() == ("map", ("object", ()))
    assert [path.name for path in Path(written).parent.iterdir()] == [Path(written).name]


def test_the_version_comes_from_the_lock_file(tmp_path: Path) -> None:
    path = output(tmp_path, {"registry.example.com/acme/acme": SMALL})
    (tmp_path / ".terraform.lock.hcl").write_text(
        '# comment\n\nprovider "registry.example.com/acme/acme" {\n  version     = "4.5.6"\n  hashes = [\n  ]\n}\n'
    )
    assert Path(update_store(str(path), str(tmp_path))[0]).name == "acme-4.5.6.schemas"
    assert Path(update_store(str(path), str(tmp_path), {"acme": "7.0.0"})[0]).name == "acme-7.0.0.schemas"


def test_the_same_input_gives_the_same_file() -> None:
    shuffled = {key: SMALL[key] for key in reversed(SMALL)}
    assert compact(SMALL, "x/acme", "1.0.0") == compact(shuffled, "x/acme", "1.0.0")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gzip"])
def test_output_as_windows_or_an_archive_has_it(tmp_path: Path, encoding: str) -> None:
    text = output(tmp_path, {"registry.example.com/acme/acme": SMALL}).read_text()
    path = tmp_path / "other.json"
    path.write_bytes(gzip.compress(text.encode()) if encoding == "gzip" else text.encode(encoding))
    assert len(update_store(str(path), str(tmp_path), {"acme": "1.0.0"})) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[1, 2]", "not the output"),
        ('{"format_version": "1.2", "planned_values": {}}', "not the output"),
        ('{"format_version": "1.0", "provider_schemas": {}}', "no provider's schema"),
        ('{"format_version": "1.0", "provider_schemas": {"a/b/c": 1}}', "not the output"),
        ('{"format_version": "2.0", "provider_schemas": {"a/b/c": {}}}', "format_version '2.0'"),
        ('{"format_version": "1.0", "provider_schemas": {"a/b/c": {}}}', "which version of a/b/c"),
        ('{"format_version": "1.0", "provider_schemas": {"terraform.io/builtin/terraform": {}}}', "no provider's sch"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_what_to_do(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "schema.json"
    path.write_text(content)
    with pytest.raises(GuardError, match=says) as caught:
        update_store(str(path), str(tmp_path / "target"))
    assert str(path) in str(caught.value)
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    "block",
    [
        {"attributes": {"a": {"optional": True}}},
        {"attributes": {"a": {"type": ["tuple", ["string"]]}}},
        {"attributes": []},
        {"block_types": {"a": {"block": {}}}},
        7,
    ],
)
def test_a_schema_that_terraform_does_not_print(tmp_path: Path, block: Any) -> None:
    path = output(tmp_path, {"a/b/acme": {"resource_schemas": {"acme_thing": {"block": block}}}})
    with pytest.raises(GuardError, match="acme_thing"):
        update_store(str(path), str(tmp_path), {"acme": "1.0.0"})


def test_a_missing_file_and_a_folder_that_is_a_file(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="cannot read it"):
        update_store(str(tmp_path / "none.json"), str(tmp_path))
    path = output(tmp_path, {"a/b/acme": SMALL})
    with pytest.raises(GuardError, match="cannot write"):
        update_store(str(path), str(path / "target"), {"acme": "1.0.0"})
    with pytest.raises(GuardError, match="no version"):
        update_store(str(path), str(tmp_path), {"acme": "latest"})


def test_types_as_text() -> None:
    json_type = ["list", ["object", {"z": ["map", "dynamic"], "a-b": "number", "c": ["object", {}]}]]
    text = write_type(json_type)
    assert text == "list(object({a-b=number,c=object({}),z=map(any)}))"
    assert read_type(text) == _plain(json_type)


def test_equal_blocks_are_one() -> None:
    """What keeps the large schemas small, and quick to read."""
    inner = {"attributes": {"x": {"type": "string", "optional": True}}}
    names = ("a", "b", "c")
    text = write_block({"block_types": {name: {"nesting_mode": "list", "block": inner} for name in names}})
    assert text.count("\n") == 1
    block = read_block(text)
    assert block.blocks["a"].block is block.blocks["c"].block
