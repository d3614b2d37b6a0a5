"""Random strings and heredocs with templates, and what Terraform makes of them.

`python -m tests.oracle.random_templates SEED COUNT > templates.jsonl`. They trim, nest, de-indent and escape in every
combination that occurs to chance, and use what `context/` declares.
"""

from __future__ import annotations

import json
import random
import sys

from tests.oracle.terraform_truth import ask

TEXTS = (
    "a", "b c", " ", "  ", "\n", "\n\n", "$", "%", "$$", "%%", "$${", "%%{", "{", "}", '"', "~", "é", "\t", " x ",
    "\n  y", "\n    z\n", "#", "//", "\\n", "-",
)  # fmt: skip
EXPRESSIONS = (
    "var.s", "1", "true", "null", '"q"', "var.l", "terraform_data.u.id", "1.50", "[1]", '"${1}z"', 'upper("x")',
    'sensitive("s")', "var.m.x",
)  # fmt: skip
CONDITIONS = ("true", "false", "var.b", 'terraform_data.u.id == "x"', "null", "1 < 2")
COLLECTIONS = (
    "var.l", "var.m", "[]", "[1, null]", 'toset(["b","a"])', "terraform_data.c[*].id", "var.nul", "{z = 1}",
)  # fmt: skip
DEPTH = 2


class Templates:
    """A source of templates; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # a choice of cases, nothing secret

    def expression(self) -> str:
        """Return a quoted string, a heredoc, or a heredoc that is de-indented."""
        kind = self._random.random()
        if kind < 0.4:
            return f'"{self._parts(True, DEPTH, ())}"'
        body = self._parts(False, DEPTH, ())
        if kind < 0.7:
            return f"<<EOT\n{body}\nEOT\n"
        lines = [" " * self._random.choice((0, 2, 2, 4, 4, 6)) + line for line in body.split("\n")]
        return "<<-EOT\n" + "\n".join(lines) + "\n  EOT\n"

    def _parts(self, quoted: bool, depth: int, bound: tuple[str, ...]) -> str:
        return "".join(self._part(quoted, depth, bound) for _ in range(self._random.choice((1, 1, 2, 3, 4))))

    def _part(self, quoted: bool, depth: int, bound: tuple[str, ...]) -> str:
        kind = self._random.random()
        if kind < 0.8 or not depth:
            return self._text(quoted) if kind < 0.55 else self._sign("$", self._random.choice(EXPRESSIONS + bound))
        if kind < 0.9:
            opened = self._sign("%", f"if {self._random.choice(CONDITIONS)}") + self._parts(quoted, depth - 1, bound)
            if self._random.random() < 0.5:
                opened += self._sign("%", "else") + self._parts(quoted, depth - 1, bound)
            return opened + self._sign("%", "endif")
        names = self._random.choice((("v",), ("k", "v")))
        head = self._sign("%", f"for {', '.join(names)} in {self._random.choice(COLLECTIONS)}")
        return head + self._parts(quoted, depth - 1, names) + self._sign("%", "endfor")

    def _sign(self, sign: str, inside: str) -> str:
        left, right = ("~" if self._random.random() < 0.3 else "" for _ in range(2))
        return f"{sign}{{{left} {inside} {right}}}"

    def _text(self, quoted: bool) -> str:
        text = self._random.choice(TEXTS)
        return text.replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") if quoted else text


if __name__ == "__main__":
    templates = Templates(int(sys.argv[1]))
    for row in ask([templates.expression() for _ in range(int(sys.argv[2]))]):
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201  # this is what the script is for
