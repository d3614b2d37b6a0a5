"""The JSON syntax gives the same blocks and attributes as the native one, with the places of their keys."""

from __future__ import annotations

import json

import pytest

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_NESTING
from datahub_guard.sources.hcl.syntax import Block, SourceFile
from tests.hcl.modules import scope

MAIN = """\
{
  "//": "a comment",
  "resource": {
    "aws_instance": {
      "one": {
        "ami": "${var.ami}",
        "tags": {"//": "kept", "${var.key}": "v"},
        "depends_on": ["aws_x.y", "module.z"],
        "provider": "aws.east",
        "ingress": [{"port": 1}, {"port": 2}],
        "lifecycle": {"prevent_destroy": true},
        "dynamic": {"disk": {"for_each": "${var.disks}", "content": {"size": "${disk.value}"}}}
      },
      "two": [{"ami": "a"}, {"ami": "b"}]
    }
  },
  "locals": [{"a": 1}, {"b": "${local.a}"}],
  "terraform": {"backend": {"s3": {"bucket": "state"}}, "required_providers": {"aws": {"version": "~> 5.0"}}}
}
"""


def _blocks(text: str) -> list[Block]:
    blocks, _, faults = SourceFile("main.tf.json", text).index()
    assert faults == []
    return blocks


def test_blocks_have_labels_and_the_places_of_their_keys() -> None:
    assert [(block.type, block.labels, block.position()) for block in _blocks(MAIN)] == [
        ("resource", ("aws_instance", "one"), (5, 7)),
        ("resource", ("aws_instance", "two"), (14, 7)),
        ("resource", ("aws_instance", "two"), (14, 7)),
        ("locals", (), (17, 3)),
        ("locals", (), (17, 3)),
        ("terraform", (), (18, 3)),
    ]


def test_attributes_are_templates_with_references() -> None:
    ami = _blocks(MAIN)[0].attributes["ami"]

    assert ami.position() == (6, 9)
    assert ami.file.text[ami.start : ami.end] == '"${var.ami}"'
    assert (ami.expression.references, ami.expression.depends) == ((("var", "ami"),), 1)
    assert ami.expression.evaluate(scope({"ami": 7})) == 7


def test_a_string_is_its_own_text_where_nothing_can_be_referred_to() -> None:
    ami = _blocks(MAIN)[0].attributes["ami"]

    assert ami.expression.evaluate(None) == "${var.ami}"


def test_a_comment_is_one_in_a_body_only_and_keys_are_templates() -> None:
    tags = _blocks(MAIN)[0].attributes["tags"]

    assert tags.expression.evaluate(scope({"key": "k"})) == {"//": "kept", "k": "v"}


def test_keywords_and_references_stand_in_strings() -> None:
    one = _blocks(MAIN)[0]

    assert one.attributes["depends_on"].keyword_expression().references == (("aws_x", "y"), ("module", "z"))
    assert one.attributes["provider"].keyword_expression().references == (("aws", "east"),)


def test_terraforms_own_blocks_are_blocks_and_others_become_them_when_asked_for() -> None:
    one = _blocks(MAIN)[0]

    assert [block.type for block in one.blocks] == ["lifecycle", "dynamic"]
    assert "ingress" in one.attributes
    ports = [block.attributes["port"].expression.evaluate(None) for block in one.blocks_of("ingress")]
    assert ports == [1, 2]
    assert "ingress" not in one.attributes
    assert len(one.blocks_of("ingress")) == 2
    (dynamic,) = one.blocks_of("dynamic")
    assert dynamic.labels == ("disk",)
    assert [block.type for block in dynamic.blocks] == ["content"]


def test_an_attribute_that_cannot_be_blocks_stays_one() -> None:
    one = _blocks(MAIN)[0]

    assert one.blocks_of("ami") == []
    assert "ami" in one.attributes


def test_settings_are_read() -> None:
    settings = _blocks(MAIN)[-1]

    assert [(block.type, block.labels) for block in settings.blocks] == [
        ("backend", ("s3",)),
        ("required_providers", ()),
    ]


def test_variable_files_have_attributes_only() -> None:
    blocks, attributes, _ = SourceFile("x.auto.tfvars.json", '{"resource": {"a": "${b}"}, "n": 1.50}').index()

    assert blocks == []
    assert attributes["resource"].expression.evaluate(None) == {"a": "${b}"}
    assert attributes["n"].position() == (1, 29)


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ('{"a": 1,}', "a quoted key is expected here", 8),
        ('{"a" 1}', "a colon is missing behind the key", 5),
        ('{"a": 01}', "a comma or } is missing here", 7),
        ('{"a": "x}', "the string is wrong", 6),
        ('{"a": tru}', "a JSON value is expected here", 6),
        ("[1]", "an object is expected here", 1),
        ("{} x", "nothing may follow the JSON value", 3),
        ('{"a": 1, "a": 2}', "the argument a is already set in line 1", 9),
        ('{"resource": 1}', "an object is expected here", 13),
        ('{"locals": "x"}', "an object or an array of objects is expected here: the locals block", 11),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(text: str, message: str, offset: int) -> None:
    _, _, faults = SourceFile("main.tf.json", text).index()

    assert [(fault.message[: len(message)], fault.offset) for fault in faults] == [(message, offset)]


def test_a_fault_in_a_template_is_placed_in_its_string() -> None:
    file = SourceFile("main.tf.json", '{"locals": {"a": "x${1 +}", "b": {"k": 1, "k": 2}}}')
    attributes = file.index()[0][0].attributes

    with pytest.raises(SyntaxFault) as caught:
        attributes["a"].expression  # noqa: B018  # reading it is what raises
    assert file.text[caught.value.offset] == "}"
    with pytest.raises(SyntaxFault, match="the key k occurs twice"):
        attributes["b"].expression  # noqa: B018  # reading it is what raises


def test_nesting_beyond_the_limit_is_a_fault() -> None:
    depth = MAX_NESTING + 10
    _, _, faults = SourceFile("a.tfvars.json", '{"a": ' + "[" * depth + "]" * depth + "}").index()

    assert "nested deeper" in faults[0].message


def test_every_json_document_reads_as_the_standard_library_reads_it() -> None:
    document: dict[str, object] = {
        "a": [1, -2.5, 1e3, True, None, 'é\n\u2028"\\', {"b": {}}, []],
        "": "empty",
        "z": "😀",
    }
    text = json.dumps(document, indent=1)

    _, attributes, faults = SourceFile("a.tfvars.json", text).index()

    assert faults == []
    assert {name: attribute.expression.evaluate(None) for name, attribute in attributes.items()} == document


def test_half_a_surrogate_pair_is_replaced() -> None:
    _, attributes, _ = SourceFile("a.tfvars.json", r'{"a": "x\ud83dy", "b": "\ud83d\ude00"}').index()

    assert [attribute.expression.evaluate(None) for attribute in attributes.values()] == ["x\ufffdy", "😀"]
