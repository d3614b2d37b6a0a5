"""Variable files, and in which order Terraform reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.scope import CONSTANT

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.files import Files
    from datahub_guard.sources.hcl.syntax import SourceFile

_NAMED = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


class GivenValue:
    """A value that a variables file gives, and where it stands there."""

    __slots__ = ("attribute", "place", "text_only", "value")

    def __init__(self, value: Value, place: Place, text_only: bool = False) -> None:
        self.value = value
        self.place = place
        self.text_only = text_only


class VariableFiles:
    """What the variable files of a root module give, and what is wrong with them."""

    def __init__(self, files: Files, directory: str, named: Sequence[str] = (), environment: bool = False) -> None:
        """`named` are the paths of `--var-file`, in order; `environment` lets `TF_VAR_NAME` count, before all files."""
        self.given: dict[str, GivenValue] = {}
        self.problems: list[Problem] = []
        self.read: list[str] = []
        self._files = files
        if environment:
            for name, text in os.environ.items():
                if name.startswith("TF_VAR_"):
                    self.given[name[7:]] = GivenValue(text, Place(f"environment variable {name}"), text_only=True)
        for path in (*automatic_files(files, directory), *named):
            self._add(path)

    def _add(self, path: str) -> None:
        file, problems = self._files.source(path)
        self.problems.extend(problems)
        self.read.append(file.path)
        if problems and not file.text:
            return
        if path.endswith(".json"):
            self._add_json(file)
        else:
            self._add_native(file)

    def _add_native(self, file: SourceFile) -> None:
        blocks, attributes, faults = file.index()
        for fault in faults:
            self._fault(file, fault)
        for block in blocks:
            message = f"a variables file has no blocks: write {block.type} = {{ ... }}"
            self.problems.append(Problem("hcl-syntax", message, places.of_header(block)))
        for name, attribute in attributes.items():
            place = places.of_attribute(attribute)
            try:
                value = attribute.expression.evaluate(CONSTANT)
            except SyntaxFault as fault:
                self._fault(file, fault)
                value = Unknown(reason=f"{place} cannot be read")
            except EvaluationError as error:
                self.problems.append(Problem("hcl-expression", f"{name}: {error.message}", place))
                value = Unknown(reason=error.message)
            self.given[name] = GivenValue(value, place)

    def _add_json(self, file: SourceFile) -> None:
        import json

        try:
            values = json.loads(file.text, parse_float=Fraction)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            self.problems.append(Problem("hcl-syntax", f"it is not valid JSON: {error}", Place(file.path, line)))
            return
        if not isinstance(values, dict):
            message = "a variables file in JSON is an object of values by variable"
            self.problems.append(Problem("hcl-syntax", message, Place(file.path)))
            return
        for name, value in values.items():
            self.given[name] = GivenValue(_normal(value), _key_place(file, name))

    def _fault(self, file: SourceFile, fault: SyntaxFault) -> None:
        place = places.span(file, fault.offset, fault.offset + 1)
        self.problems.append(Problem("hcl-syntax", fault.message, place))


def automatic_files(files: Files, directory: str) -> Iterable[str]:
    """The variable files that Terraform reads without being told, lowest precedence first."""
    try:
        names = files.names(directory)
    except OSError:
        return ()
    found = [name for name in _NAMED if name in names]
    found += sorted(name for name in names if name.endswith(_AUTOMATIC) and not name.startswith("."))
    return [f"{directory}/{name}" for name in found]


def _normal(value: Any) -> Value:
    """A value of `json.loads` as Terraform has it: whole numbers are integers."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return value


def _key_place(file: SourceFile, name: str) -> Place:
    import json

    key = json.dumps(name, ensure_ascii=False)
    offset = file.text.find(key)
    return places.span(file, offset, offset + len(key)) if offset >= 0 else Place(file.path)
