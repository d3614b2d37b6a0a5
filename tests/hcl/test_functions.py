"""What the oracle cannot say of functions: what stays known of partly known values, and what is sensitive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from datahub_guard.model.values import ListValue, MapValue, Sensitive, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions import FUNCTIONS, LAZY
from datahub_guard.sources.hcl.scope import Reference

ARN = Unknown(("aws_kms_key.bu.arn",), type="string")
ITEMS = Unknown(("aws_subnet.all",), type=("list", "string"))


def call(name: str, *arguments: Value) -> Value:
    return FUNCTIONS[name](*arguments)


def test_all_functions_of_terraform_are_there() -> None:
    # `terraform metadata functions -json` of 1.11.4
    names = """abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename
        bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat
        contains csvdecode dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256
        filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 flatten floor format formatdate
        formatlist indent index issensitive join jsondecode jsonencode keys length log lookup lower matchkeys max md5
        merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt
        sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith
        strcontains strrev substr sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp
        timestamp title tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try
        type upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap"""

    assert sorted([*FUNCTIONS, *LAZY]) == sorted(names.split())


@pytest.mark.parametrize("table", [FUNCTIONS, LAZY])
def test_every_function_is_where_the_table_says(table: Mapping[str, Any]) -> None:
    assert all(callable(table[name]) for name in table)


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("join", ["/", [ARN, "x"]], ("template", [ARN, "/x"])),
        ("join", ["-", ["a", "b"], [ARN]], ("template", ["a-b-", ARN])),
        ("format", ["%s/*", ARN], ("template", [ARN, "/*"])),
        ("format", ["a-%s-%s", "b", ARN], ("template", ["a-b-", ARN])),
        ("jsonencode", [{"Resource": ARN}], ("json", {"Resource": ARN})),
    ],
)
def test_texts_with_holes_stay_readable(name: str, arguments: list[Any], shape: tuple[Any, ...]) -> None:
    result = call(name, *arguments)

    assert isinstance(result, Unknown)
    assert (result.type, result.references, result.direct) == ("string", ("aws_kms_key.bu.arn",), False)
    assert result.shape == shape


def test_json_comes_back_with_its_holes() -> None:
    document = {"Statement": [{"Resource": ARN, "Effect": "Allow"}]}

    assert call("jsondecode", call("jsonencode", document)) == document
    assert call("yamldecode", call("yamlencode", document)) == document


def test_a_merge_with_an_unknown_map_knows_what_comes_after() -> None:
    tags = Unknown(("var.tags",), type=("map", "string"))

    result = call("merge", {"a": 1}, tags, {"b": 2})

    assert result.shape[0] == "object"
    known = result.shape[1]
    assert known["b"] == 2
    assert isinstance(known["a"], Unknown)  # the unknown map may override it
    assert result.references == ("var.tags",)


@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("upper", [ARN], "string"),
        ("length", [ITEMS], "number"),
        ("reverse", [ITEMS], ("list", "string")),
        ("element", [ITEMS, 0], "string"),
        ("tolist", [Unknown(type=("set", "number"))], ("list", "number")),
        ("values", [Unknown(type=("map", "bool"))], ("list", "bool")),
        ("lookup", [Unknown(type=("map", "bool")), "k", False], "bool"),
        ("zipmap", [[ARN], ListValue([1], "number")], ("map", "number")),
        ("regex", ["(?P<a>x)", ARN], ("object", (("a", "string"),))),
    ],
)
def test_an_unknown_result_has_its_type_and_references(name: str, arguments: list[Any], kind: Any) -> None:
    result = call(name, *arguments)

    assert isinstance(result, Unknown)
    assert result.type == kind


def test_known_lengths_and_keys_of_partly_known_values() -> None:
    assert call("length", [ARN, ARN]) == 2
    assert call("length", Unknown(type=("tuple", ("string", "string")))) == 2
    assert call("keys", {"b": ARN, "a": 1}) == ["a", "b"]
    assert call("keys", Unknown(type=("object", (("k", "string"),)))) == ["k"]
    assert call("concat", [ARN], ["a"]) == [ARN, "a"]
    assert call("contains", [ARN, "a"], "a") is True
    assert call("coalesce", "a", ARN) == "a"
    assert call("lookup", {"a": ARN}, "a") is ARN
    assert call("flatten", [["a"], [ARN]]) == ["a", ARN]
    assert call("flatten", [["a"], ITEMS]).shape == ("concat", [["a"], ITEMS])


@pytest.mark.parametrize("name", ["timestamp", "plantimestamp", "uuid"])
def test_what_depends_on_the_run_says_so(name: str) -> None:
    assert call(name).why().startswith(f"{name}() ")


def test_a_sensitive_argument_makes_the_result_sensitive() -> None:
    assert isinstance(call("upper", Sensitive("a")), Sensitive)
    assert isinstance(call("jsonencode", {"a": [Sensitive("x")]}), Sensitive)
    assert isinstance(call("merge", Sensitive({"a": 1}), {"b": 2}), Sensitive)
    unknown = call("upper", Sensitive(ARN))
    assert isinstance(unknown, Sensitive)
    assert isinstance(unknown.value, Unknown)


def test_only_the_sensitive_part_stays_sensitive() -> None:
    secret = Sensitive("x")

    assert call("merge", {"a": secret}, {"b": 1}) == {"a": secret, "b": 1}
    assert call("keys", {"a": secret}) == ["a"]
    assert call("length", [secret]) == 1
    assert call("concat", [secret], ["b"]) == [secret, "b"]
    assert call("lookup", MapValue({"a": secret, "b": "y"}, "string"), "b") == "y"
    assert call("nonsensitive", secret) == "x"


class Instance(Reference):
    """One instance, whose attributes must not be evaluated."""

    __slots__ = ()

    def as_object(self) -> Value:
        raise AssertionError("every attribute is evaluated")

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        raise AssertionError("every attribute is evaluated")


class Instances(Instance):
    """A resource with count."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def as_splat(self) -> Value:
        return [Instance() for _ in range(self.number)]


def test_counting_instances_evaluates_no_attribute() -> None:
    three = Instances(3)

    assert call("length", three) == 3
    assert isinstance(call("element", three, 4), Instance)
    assert isinstance(call("one", Instances(1)), Instance)
    assert call("one", Instances(0)) is None
    assert len(call("concat", three, [1])) == 4
    assert len(call("flatten", [three, "x"])) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "upper takes 1 argument, and 0 are given"),
        (["a", "b"], "upper takes 1 argument, and 2 are given"),
        ([None], "argument 1 of upper must not be null"),
        ([["a"]], "argument 1 of upper: a string is required, and this is a tuple"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        call("upper", *arguments)
    assert raised.value.message == message


def test_a_wrong_number_of_arguments_of_a_function_that_takes_more() -> None:
    with pytest.raises(EvaluationError, match="cidrsubnet takes 3 arguments, and 1 are given"):
        call("cidrsubnet", "10.0.0.0/8")
    with pytest.raises(EvaluationError, match="lookup takes 2 to 3 arguments, and 4 are given"):
        call("lookup", {}, "a", 1, 2)
    with pytest.raises(EvaluationError, match="setunion takes at least 1 argument, and 0 are given"):
        call("setunion")
