"""What an expression refers to and depends on, and its value where something is unknown, sensitive or too large.

What Terraform can be asked about is in `tests/oracle`; here is what it does not tell.
"""

from __future__ import annotations

import sys

import pytest

from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from datahub_guard.sources.hcl import functions
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_ITERATIONS, MAX_NESTING, MAX_SHAPE_PARTS, MAX_STRING
from datahub_guard.sources.hcl.parser import evaluate_text, parse_expression, parse_template
from tests.hcl.modules import Instances, StandIn, evaluate, scope

KEY = Unknown(("aws_kms_key.bu",), type=None)
ARN = Unknown(("aws_kms_key.bu.arn",), type="string")


@pytest.mark.parametrize(
    ("text", "references", "depends"),
    [
        ('"plain"', (), 0),
        ("1 + 2", (), 0),
        ("var.a", (("var", "a"),), 1),
        ('aws_kms_key.bu["digital"].arn', (("aws_kms_key", "bu", ("digital",), "arn"),), 1),
        ("data.aws_vpc.main.id", (("data", "aws_vpc", "main", "id"),), 1),
        ("module.net.subnets[0]", (("module", "net", "subnets", (0,)),), 1),
        ("aws_x.y.0.id", (("aws_x", "y", (0,), "id"),), 1),
        ("aws_x.y[*].id", (("aws_x", "y"),), 1),
        ("aws_x.y[var.i].id", (("aws_x", "y"), ("var", "i")), 1),
        ("each.value.name", (("each", "value", "name"),), 2),
        ('"${local.a}-${count.index}"', (("local", "a"), ("count", "index")), 2),
        ("[for x in var.l : x.id if x.on == local.on]", (("var", "l"), ("local", "on")), 1),
        ("[for var in [1] : var.x]", (), 0),
        ('file("x")', (), 1),
        ('try(aws_x.y.z, "")', (("aws_x", "y", "z"),), 1),
        ("{ (var.k) = local.v, plain = 1 }", (("var", "k"), ("local", "v")), 1),
        ("var . a", (("var", "a"),), 1),
        ("var.a + var.a", (("var", "a"),), 1),
        ("path.module", (("path", "module"),), 1),
    ],
)
def test_references_are_told_as_written(text: str, references: tuple[object, ...], depends: int) -> None:
    expression = parse_expression(text)

    assert (expression.references, expression.depends) == (references, depends)


def test_an_expression_is_parsed_once() -> None:
    assert parse_expression("var.once + 1") is parse_expression("var.once + 1")


@pytest.mark.parametrize(
    ("text", "offset"),
    [("1 +", 3), ('f("a" "b")', 6), ("{\n a = 1 b = 2\n}", 9), ('"ab${ x y }"', 8), ('"a\\q"', 2), ('"${"${(}"}"', 7)],
)
def test_a_fault_is_placed_in_the_text(text: str, offset: int) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse_expression(text)

    assert caught.value.offset == offset


def test_names_are_asked_of_the_module() -> None:
    inside = scope({"a": 1}, {("managed", "aws_x", "y"): {"id": 2}, ("data", "aws_x", "y"): {"id": 3}})

    assert evaluate("[var.a, local.a, aws_x.y.id, resource.aws_x.y.id, data.aws_x.y.id, path.cwd]", inside) == [
        1, 1, 2, 2, 3, "path of cwd",
    ]  # fmt: skip
    assert isinstance(inside.module, StandIn)
    assert inside.module.asked == ["var.a", "local.a", "managed:aws_x.y", "managed:aws_x.y", "data:aws_x.y"]


def test_a_bound_name_hides_what_is_called_the_same() -> None:
    outer = scope({"a": 1}, {("managed", "setting", "value"): "resource"})

    assert evaluate("setting.value", outer) == "resource"
    assert evaluate("setting.value", outer.child({"setting": {"value": 2}})) == 2
    assert evaluate("data.value.x", outer.child({"data": {"value": {"x": 3}}})) == 3
    assert evaluate("var.a", outer.child({"var": {"a": 4}})) == 4
    assert evaluate("[for local in [{a = 5}] : local.a]", outer) == [5]


@pytest.mark.parametrize("text", ["each.key", "count.index", "nothing", "var", "data.x"])
def test_what_is_not_bound_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(text)


def test_without_a_scope_nothing_may_be_referred_to() -> None:
    assert evaluate_text(" 1 + 1 ", None) == 2
    with pytest.raises(EvaluationError, match="must be constant"):
        evaluate_text("var.a", None)


def test_a_resource_with_instances_is_read_lazily() -> None:
    inside = scope({}, {("managed", "aws_x", "y"): Instances({"id": "a"}, {"id": "b"})})

    assert evaluate("aws_x.y[1].id", inside) == "b"
    assert evaluate("aws_x.y[*].id", inside) == ["a", "b"]
    assert evaluate("aws_x.y.*.id", inside) == ["a", "b"]
    assert evaluate("[for i, x in aws_x.y : x.id if i > 0]", inside) == ["b"]
    assert evaluate("length(aws_x.y)", inside) == 2


class TestUnknowns:
    """An unknown keeps where it comes from and what is known of it."""

    def test_an_attribute_of_a_reference_is_a_longer_reference(self) -> None:
        value = evaluate('var.key.tags["a"]', key=KEY)

        assert (value.references, value.direct) == (('aws_kms_key.bu.tags["a"]',), True)

    def test_what_is_made_of_a_reference_is_no_reference(self) -> None:
        value = evaluate("upper(var.arn)", arn=ARN)

        assert (value.references, value.direct) == (("aws_kms_key.bu.arn",), False)

    def test_a_template_keeps_its_text(self) -> None:
        value = evaluate('"arn:${var.arn}/${"x"}"', arn=ARN)

        assert (value.shape, value.type) == (("template", ["arn:", ARN, "/x"]), "string")

    def test_templates_in_templates_become_one(self) -> None:
        value = evaluate('"<${"(${var.arn})"}>"', arn=ARN)

        assert value.shape == ("template", ["<(", ARN, ")>"])

    def test_a_loop_in_a_template_keeps_its_text(self) -> None:
        value = evaluate('"%{ for x in ["a", var.arn] }${x},%{ endfor }"', arn=ARN)

        assert value.shape == ("template", ["a,", ARN, ","])

    def test_a_structure_keeps_its_known_parts(self) -> None:
        assert evaluate("{ a = 1, b = [var.arn] }", arn=ARN) == {"a": 1, "b": [ARN]}

    def test_an_object_with_an_unknown_key_keeps_the_known_ones(self) -> None:
        value = evaluate("{ a = 1, (var.arn) = 2 }", arn=ARN)

        assert (value.shape, value.references) == (("object", {"a": 1}), ARN.references)

    def test_a_conditional_keeps_both_arms(self) -> None:
        value = evaluate('var.arn == "x" ? "a" : "b"', arn=ARN)

        assert (value.shape, value.type, value.references) == (("conditional", "a", "b"), "string", ARN.references)

    def test_an_attribute_of_a_conditional_is_a_conditional(self) -> None:
        value = evaluate('(var.arn == "x" ? { n = [1] } : { n = [2] }).n[0]', arn=ARN)

        assert value.shape == ("conditional", 1, 2)

    def test_an_arm_that_fails_says_why(self) -> None:
        value = evaluate('var.arn == "x" ? {}.a : "b"', arn=ARN)

        assert value.shape[1].reason.startswith("the object has no attribute a")

    def test_a_loop_over_something_unknown_tells_its_origin(self) -> None:
        assert evaluate("[for x in var.key : x]", key=KEY).references == KEY.references
        assert evaluate('[for x in [1] : x if var.arn == "a"]', arn=ARN).references == ARN.references
        assert evaluate("{ for x in [var.arn] : x => 1 }", arn=ARN).references == ARN.references

    @pytest.mark.parametrize("text", ["var.arn.x", "var.arn[0]", "[for x in var.arn : x]", "var.arn ? [1] : {}"])
    def test_what_its_type_rules_out_is_refused(self, text: str) -> None:
        with pytest.raises(EvaluationError):
            evaluate(text, arn=ARN)

    def test_a_function_of_a_provider_is_unknown_with_the_reason(self) -> None:
        value = evaluate("provider::aws::arn_parse(var.arn)", arn=ARN)

        assert value.references == ARN.references
        assert "provider::aws::arn_parse" in value.reason


SECRET = Sensitive("s3cret")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"a${var.s}"', "as3cret"),
        ("upper(var.s)", "S3CRET"),
        ("var.n + 1", 2),
        ("-var.n", -1),
        ("!(var.n > 2)", True),
        ('var.s == "x"', False),
        ('var.b ? "a" : "b"', "a"),
        ('true ? var.n : "x"', "1"),
        ("var.o.a", 1),
        ("[10, 20][var.n]", 20),
        ("[for x in var.l : x + 1]", [2, 3]),
        ("[for x in [1] : x if var.b]", [1]),
        ("{ for x in [1] : var.s => x }", {"s3cret": 1}),
        ("{ (var.s) = 1 }", {"s3cret": 1}),
        ("var.l[*]", [1, 2]),
        ("max(var.l...)", 2),
        ('"%{ for x in var.l }${x}%{ endfor }"', "12"),
    ],
)
def test_what_comes_of_a_sensitive_value_is_sensitive(text: str, inside: Value) -> None:
    value = evaluate(
        text,
        s=SECRET,
        n=Sensitive(1),
        b=Sensitive(True),
        o=Sensitive({"a": 1}),
        l=Sensitive([1, 2]),
    )

    assert type(value) is Sensitive
    assert value.value == inside


def test_a_sensitive_part_stays_where_it_is() -> None:
    value = evaluate("{ a = var.s, b = [1, var.s][0] }", s=SECRET)

    assert value == {"a": SECRET, "b": 1}


def test_the_arms_of_a_conditional_are_brought_to_one_type() -> None:
    assert evaluate('true ? [1] : tolist(["a"])') == ["1"]
    assert type(evaluate('true ? [1] : tolist(["a"])')) is ListValue
    assert type(evaluate("true ? {a = 1} : tomap({b = 2})")) is MapValue
    assert type(evaluate("false ? [1] : toset([2])")) is SetValue
    with pytest.raises(EvaluationError, match="number and tuple do not fit"):
        evaluate("true ? 1 : [1]")


@pytest.mark.parametrize("text", ["(" * 300 + "1" + ")" * 300, "[" * 300 + "]" * 300, '"${' * 300 + "1" + '}"' * 300])
def test_nesting_beyond_the_limit_is_a_fault(text: str) -> None:
    with pytest.raises(SyntaxFault, match=f"nested deeper than {MAX_NESTING} levels"):
        parse_expression(text)


def test_nesting_up_to_the_limit_is_evaluated() -> None:
    depth = MAX_NESTING - 1

    assert evaluate("(" * depth + "1" + ")" * depth) == 1


def test_long_chains_are_not_deep() -> None:
    assert evaluate(" + ".join(["1"] * 20_000)) == 20_000
    assert evaluate("-" * 20_000 + "1") == 1
    assert evaluate(" && ".join(["true"] * 20_000)) is True


def test_references_that_never_end_are_refused() -> None:
    class Endless(StandIn):
        def local(self, name: str) -> Value:
            return parse_expression("[local.a]").evaluate(inside)

    inside = scope()
    inside.module = Endless({}, {})

    with pytest.raises(EvaluationError, match="too many references"):
        evaluate("local.a", inside)


@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        "[for x in [[var.big, var.big]] : [for y in [[x, x]] : [for z in [[y, y]] : z]]]",
        '"${var.long}${var.long}"',
        'join("", [var.long, var.long])',
        "var.huge * var.huge",
        "jsonencode([for i in range(600) : [for j in range(600) : j]])",
    ],
)
def test_values_beyond_the_limits_are_refused(text: str) -> None:
    big: Value = ["x"]
    for _ in range(17):
        big = [big, big]
    variables = {"big": big, "long": "x" * (MAX_STRING - 1), "huge": 1 << 12_000}

    with pytest.raises(EvaluationError, match=r"limit|more than|beyond"):
        evaluate(text, scope(variables))

    assert MAX_ITERATIONS < 1000**3


def _parts(value: Value) -> int:
    if isinstance(value, Unknown):
        return _parts(list(value.shape)) if value.shape else 0
    return len(value) + sum(map(_parts, value)) if isinstance(value, list) else 0


def test_what_is_known_of_an_unknown_stays_small() -> None:
    value: Value = KEY
    for _ in range(60):
        value = evaluate("var.key.on ? var.v : [var.v]", key=KEY, v=value)

    text: Value = ARN
    for _ in range(60):
        text = evaluate('"${var.t}${var.t}"', t=text)

    assert _parts(value) <= MAX_SHAPE_PARTS
    assert _parts(text) <= MAX_SHAPE_PARTS
    assert text.references == ARN.references
    assert set(value.references) == {"aws_kms_key.bu", "aws_kms_key.bu.on"}


def test_a_bare_template_has_no_escapes_and_needs_no_quotes() -> None:
    template = parse_template('say "${var.word}"\\n$${x}\n%{ if true ~}\n  yes\n%{ endif ~}\n')

    assert template.references == (("var", "word"),)
    assert template.evaluate(scope({"word": "hi"})) == 'say "hi"\\n${x}\n  yes\n'


def test_a_deep_stack_is_no_fault_of_the_text() -> None:
    def far_down(depth: int) -> Value:
        if depth:
            return far_down(depth - 1)
        return parse_expression('[1, "${2}", upper("x")][0]').evaluate(None)

    refused = []
    for depth in range(sys.getrecursionlimit(), sys.getrecursionlimit() - 200, -1):
        try:
            far_down(depth)
        except (SyntaxFault, EvaluationError, RecursionError) as error:
            refused.append(type(error))

    assert SyntaxFault in refused
    assert evaluate('[1, "${2}", upper("x")][0]') == 1


def test_a_function_that_breaks_is_an_error_of_the_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> Value:
        return text[len(text)]

    monkeypatch.setattr(functions, "FUNCTIONS", {"trimspace": broken})

    with pytest.raises(EvaluationError, match="trimspace cannot take these values"):
        evaluate('trimspace("not used anywhere else")')
