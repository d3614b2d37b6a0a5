"""Random expressions to ask Terraform about: `python tests/oracle/random_expressions.py SEED COUNT > expressions.txt`.

Most are well typed, so that values come out; some arguments are of the wrong type on purpose. They use what `context/`
declares.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence

STRINGS = [
    '""',
    '"a"',
    '"b"',
    '"A B"',
    '"a-b_c"',
    '"x,y,,z"',
    '"10"',
    '"1.50"',
    '"true"',
    '"héé"',
    '"e\\u0301x"',
    '"l1\\n  l2\\n"',
    '" pad\\t"',
    '"10.0.0.0/16"',
    '"fd00::/48"',
    '"a<b>&\\"c\\""',
    '"2024-02-29T23:59:58Z"',
    '"2023-12-31T01:02:03+05:30"',
    "var.s",
    "var.l[0]",
    "var.o.a",
    "local.l2.z",
    "terraform_data.u.id",
    'sensitive("sec")',
]
NUMBERS = ["0", "1", "2", "-3", "1.5", "0.1", "255", "1e3", "12345678901234567890", "-0.25", "1/3", "var.n", "7.0"]
BOOLS = ["true", "false", "var.b", 'terraform_data.u.id == "x"', "!true"]
WRONG = ["null", "[]", "{}", "[1]", '{a = "x"}', "true", '"x"', "-1", "var.nul", "toset([])"]
PATTERNS = [
    "a",
    "[a-z]+",
    "(a|b)*c?",
    "^(?P<x>[^,]*),(?P<y>.*)$",
    "(\\\\d+)-?(\\\\w)?",
    "(?i)A",
    "\\\\s*$",
    "[[:alpha:]]{1,2}",
    "x*",
    "(?s)l1.*l",
    "\\\\bb",
    "[^a-z]",
    "(a+)+b",
    "\\\\p{L}+",
]
FORMATS = [
    "%s|%v",
    "%5s|%-6s",
    "%v",
    "%q",
    "%d",
    "%05d|%+d",
    "%x|%X",
    "%.2f",
    "%e",
    "%g",
    "%t",
    "%#v",
    "%s%%",
    "%[2]s%[1]s",
    "%6.3f|",
]
DATES = ["YYYY-MM-DD", "hh:mm:ss ZZZZZ", "EEEE, D MMM YY", "H AA 'o''clock'", "ZZZ", "QQ"]


class Generator:
    """Expressions of a wanted type, nested to a depth."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # reproducible, nothing secret

    def expression(self) -> str:
        """Return one expression of any type."""
        kinds: list[Callable[[int], str]] = [self.string, self.number, self.boolean, self.sequence, self.mapping]
        return self._random.choice(kinds)(self._random.choice((1, 2, 2, 3)))

    def _pick(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def _leaf(self, options: Sequence[str]) -> str:
        return self._pick(WRONG) if self._random.random() < 0.04 else self._pick(options)

    def _of(self, depth: int, leaves: Sequence[str], nested: Sequence[Callable[[int], str]]) -> str:
        if depth <= 0 or self._random.random() < 0.15:
            return self._leaf(leaves)
        return self._random.choice(nested)(depth - 1)

    def _call(self, name: str, *arguments: str) -> str:
        return f"{name}({', '.join(arguments)})"

    def string(self, depth: int) -> str:
        """Return an expression that is mostly a string."""
        return self._of(
            depth,
            STRINGS,
            [self._text_call, self._text_call, self._encoding_call, self._template, self._conditional(self.string)],
        )

    def _text_call(self, depth: int) -> str:
        s, n = self.string, self.number
        makers: list[Callable[[], str]] = [
            lambda: self._call(self._pick(["upper", "lower", "title", "trimspace", "chomp", "strrev"]), s(depth)),
            lambda: self._call(self._pick(["trim", "trimprefix", "trimsuffix"]), s(depth), s(0)),
            lambda: self._call(
                "substr", s(depth), self._pick(["0", "1", "-2", "3"]), self._pick(["0", "1", "-1", "2"])
            ),
            lambda: self._call("replace", s(depth), s(0), s(0)),
            lambda: self._call(
                "replace", s(depth), f'"/{self._pick(PATTERNS)}/"', self._pick(['"<$0>"', '"${1}x"', '"$$"', '"$x-$y"'])
            ),
            lambda: self._call("join", s(0), self.sequence(depth)),
            lambda: self._call("format", f'"{self._pick(FORMATS)}"', self._any(depth), self._any(0)),
            lambda: self._call("format", f'"{self._pick(FORMATS)}"', self._any(depth)),
            lambda: self._call("indent", self._pick(["0", "2"]), s(depth)),
            lambda: self._call("regex", f'"{self._pick(PATTERNS)}"', s(depth)),
            lambda: self._call("tostring", self._pick([s(depth), n(depth), self.boolean(0)])),
            lambda: self._call("coalesce", s(depth), self._any(0), s(0)),
            lambda: self._call("element", self.sequence(depth), n(0)),
            lambda: self._call("lookup", self.mapping(depth), s(0), self._any(0)),
            lambda: self._call("try", self._any(depth), s(0)),
            lambda: self._call("one", self.sequence(depth)),
            lambda: f"{self.sequence(depth)}[{self._pick(['0', '1', 'length(var.l) - 1'])}]",
        ]
        return self._random.choice(makers)()

    def _encoding_call(self, depth: int) -> str:
        s = self.string
        makers: list[Callable[[], str]] = [
            lambda: self._call("jsonencode", self._any(depth)),
            lambda: self._call("yamlencode", self._any(depth)),
            lambda: self._call("jsondecode", self._call("jsonencode", self._any(depth))),
            lambda: self._call("yamldecode", self._call("yamlencode", self._any(depth))),
            lambda: self._call(self._pick(["base64encode", "md5", "sha1", "base64sha256", "urlencode"]), s(depth)),
            lambda: self._call("base64decode", self._call("base64encode", s(depth))),
            lambda: self._call("textencodebase64", s(depth), '"UTF-16LE"'),
            lambda: self._call("uuidv5", self._pick(['"dns"', '"url"', s(0)]), s(0)),
            lambda: self._call(
                "cidrsubnet", self._cidr(), self._pick(["0", "4", "8"]), self._pick(["0", "1", "15", "-1"])
            ),
            lambda: self._call("cidrhost", self._cidr(), self._pick(["0", "1", "-1", "300"])),
            lambda: self._call("cidrnetmask", self._cidr()),
            lambda: self._call("formatdate", f'"{self._pick(DATES)}"', self._date()),
            lambda: self._call("timeadd", self._date(), self._pick(['"1h30m"', '"-36h"', '"1.5s"', '"3"', '"2d"'])),
            lambda: self._call(
                self._pick(["basename", "dirname"]), self._pick(['"a/b/c.txt"', '"/x/"', '"a//b"', s(0)])
            ),
            lambda: self._call("file", self._pick(['"f.txt"', '"./sub/x/g.txt"', '"nope"'])),
            lambda: self._call("templatefile", '"t.tpl"', f"{{name = {s(0)}, items = {self.sequence(0)}}}"),
        ]
        return self._random.choice(makers)()

    def _cidr(self) -> str:
        return self._pick(
            ['"10.0.0.0/16"', '"192.168.7.0/24"', '"fd00::/48"', '"10.1.2.3/8"', '"::ffff:1.2.3.4/120"', '"10.0.0.0"']
        )

    def _date(self) -> str:
        return self._pick(
            ['"2024-02-29T23:59:58Z"', '"2023-12-31T01:02:03+05:30"', '"2020-01-01T00:00:00.5-03:00"', '"2020-1-1"']
        )

    def _template(self, depth: int) -> str:
        return self._pick(
            [
                f'"p-${{{self._any(depth)}}}"',
                f'"${{{self._any(depth)}}}"',
                f'"%{{ if {self.boolean(depth)} }}y-${{{self.string(0)}}}%{{ else }}n%{{ endif }}"',
                f'"%{{ for v in {self.sequence(depth)} ~}} ${{v}}, %{{ endfor ~}} ."',
            ]
        )

    def _conditional(self, of: Callable[[int], str]) -> Callable[[int], str]:
        def make(depth: int) -> str:
            other = self._any(depth) if self._random.random() < 0.4 else of(depth)
            return f"({self.boolean(depth)} ? {of(depth)} : {other})"

        return make

    def number(self, depth: int) -> str:
        """Return an expression that is mostly a number."""
        return self._of(depth, NUMBERS, [self._number_call, self._arithmetic, self._conditional(self.number)])

    def _arithmetic(self, depth: int) -> str:
        return f"({self.number(depth)} {self._pick(['+', '-', '*', '/', '%'])} {self.number(depth)})"

    def _number_call(self, depth: int) -> str:
        n = self.number
        makers: list[Callable[[], str]] = [
            lambda: self._call(self._pick(["abs", "ceil", "floor", "signum"]), n(depth)),
            lambda: self._call(self._pick(["max", "min"]), n(depth), n(0), n(0)),
            lambda: self._call("pow", n(0), self._pick(["0", "2", "0.5", "-1"])),
            lambda: self._call("log", n(0), self._pick(["2", "10", "0.5"])),
            lambda: self._call("length", self._any(depth)),
            lambda: self._call("sum", self.sequence(depth)),
            lambda: self._call(
                "parseint",
                self._pick(['"ff"', '"0"', '"-Z1"', '"12a"', self.string(0)]),
                self._pick(["10", "16", "62", "63"]),
            ),
            lambda: self._call("tonumber", self.string(0)),
            lambda: self._call("index", self.sequence(depth), self._any(0)),
            lambda: self._call("timecmp", self._date(), self._date()),
        ]
        return self._random.choice(makers)()

    def boolean(self, depth: int) -> str:
        """Return an expression that is mostly a bool."""
        return self._of(depth, BOOLS, [self._comparison, self._bool_call, self._conditional(self.boolean)])

    def _comparison(self, depth: int) -> str:
        return self._pick(
            [
                f"({self._any(depth)} {self._pick(['==', '!='])} {self._any(depth)})",
                f"({self.number(depth)} {self._pick(['<', '<=', '>', '>='])} {self.number(depth)})",
                f"({self.boolean(depth)} {self._pick(['&&', '||'])} {self.boolean(depth)})",
            ]
        )

    def _bool_call(self, depth: int) -> str:
        makers: list[Callable[[], str]] = [
            lambda: self._call("contains", self.sequence(depth), self._any(depth)),
            lambda: self._call("can", self._any(depth)),
            lambda: self._call(
                self._pick(["startswith", "endswith", "strcontains"]), self.string(depth), self.string(0)
            ),
            lambda: self._call(self._pick(["alltrue", "anytrue"]), f"[{self.boolean(depth)}, {self.boolean(0)}]"),
            lambda: self._call("tobool", self._pick([self.string(0), self.boolean(0)])),
            lambda: self._call("issensitive", self._any(depth)),
        ]
        return self._random.choice(makers)()

    def sequence(self, depth: int) -> str:
        """Return an expression that is mostly a list, set or tuple."""
        leaves = [
            "var.l",
            "var.st",
            "[]",
            '["a", "b", "a"]',
            "[1, 2.5]",
            '["z", 1, true]',
            "var.tup",
            "terraform_data.c[*].id",
            "toset([3, 1])",
        ]
        return self._of(
            depth,
            leaves,
            [self._list, self._list_call, self._list_call, self._set_call, self._for, self._conditional(self.sequence)],
        )

    def _list(self, depth: int) -> str:
        return "[" + ", ".join(self._any(depth) for _ in range(self._random.randint(0, 3))) + "]"

    def _list_call(self, depth: int) -> str:
        seq, n = self.sequence, self.number
        makers: list[Callable[[], str]] = [
            lambda: self._call("concat", seq(depth), seq(depth)),
            lambda: self._call("flatten", f"[{seq(depth)}, {self._any(0)}]"),
            lambda: self._call(self._pick(["distinct", "reverse", "sort", "compact", "tolist", "toset"]), seq(depth)),
            lambda: self._call("slice", seq(depth), "0", self._pick(["0", "1", "2"])),
            lambda: self._call("chunklist", seq(depth), self._pick(["0", "1", "2"])),
            lambda: self._call("range", n(0), n(0)),
            lambda: self._call("split", self.string(0), self.string(depth)),
            lambda: self._call("keys", self.mapping(depth)),
            lambda: self._call("values", self.mapping(depth)),
            lambda: self._call("coalescelist", seq(depth), seq(0)),
            lambda: self._call("matchkeys", seq(0), seq(0), seq(depth)),
            lambda: self._call("regexall", f'"{self._pick(PATTERNS)}"', self.string(depth)),
            lambda: self._call("formatlist", f'"{self._pick(FORMATS)}"', seq(depth)),
            lambda: self._call("cidrsubnets", self._cidr(), "4", "8", self._pick(["1", "4"])),
            lambda: self._call("csvdecode", self._pick(['"a,b\\n1,2\\n3,\\"x\\"\\n"', '"a,a\\n1,2"', self.string(0)])),
            lambda: f"{seq(depth)}[*]",
            lambda: f"{self.mapping(depth)}[*].a",
        ]
        return self._random.choice(makers)()

    def _set_call(self, depth: int) -> str:
        name = self._pick(["setunion", "setintersection", "setsubtract", "setproduct"])
        return self._call(name, self.sequence(depth), self.sequence(depth))

    def _for(self, depth: int) -> str:
        source = self.sequence(depth) if self._random.random() < 0.6 else self.mapping(depth)
        body = self._pick(["v", '"${k}-x"', "[k, v]", "upper(v)", "try(v.a, k)", "{k = v}"])
        condition = self._pick(["", "", ' if v != "a"', " if k != 0"])
        return f"[for k, v in {source} : {body}{condition}]"

    def mapping(self, depth: int) -> str:
        """Return an expression that is mostly a map or object."""
        leaves = [
            "var.m",
            "var.o",
            "var.os",
            "local.l3",
            "{}",
            '{a = 1, b = "x"}',
            '{a = "v"}',
            "terraform_data.f",
            "tomap({q = 1})",
        ]
        return self._of(
            depth,
            leaves,
            [self._object, self._map_call, self._map_call, self._for_map, self._conditional(self.mapping)],
        )

    def _object(self, depth: int) -> str:
        keys = self._random.sample(["a", "b", "c", '"d e"'], self._random.randint(0, 3))
        return "{" + ", ".join(f"{key} = {self._any(depth)}" for key in keys) + "}"

    def _map_call(self, depth: int) -> str:
        makers: list[Callable[[], str]] = [
            lambda: self._call("merge", self.mapping(depth), self.mapping(depth)),
            lambda: self._call("zipmap", self.sequence(0), self.sequence(depth)),
            lambda: self._call("tomap", self.mapping(depth)),
            lambda: self._call("transpose", self._pick(['{a = ["x", "y"], b = ["x"]}', self.mapping(depth)])),
            lambda: self._call("jsondecode", self._call("jsonencode", self.mapping(depth))),
            lambda: self._call("try", self.mapping(depth), self.mapping(0)),
        ]
        return self._random.choice(makers)()

    def _for_map(self, depth: int) -> str:
        source = self.sequence(depth) if self._random.random() < 0.5 else self.mapping(depth)
        group = self._pick(["", "..."])
        return f'{{for k, v in {source} : "{self._pick(["${k}", "k-${k}", "${v}"])}" => {self._pick(["v", "k", "[v]"])}{group}}}'

    def _any(self, depth: int) -> str:
        kinds = [self.string, self.string, self.number, self.boolean, self.sequence, self.mapping]
        return self._random.choice(kinds)(depth)


if __name__ == "__main__":
    generator = Generator(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(generator.expression())  # noqa: T201  # this is what the script is for
