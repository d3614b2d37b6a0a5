"""Expressions beside a configuration, as `terraform console` evaluates them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from datahub_guard.errors import GuardError
from datahub_guard.model.readings import Readings
from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.context import Library, StackContext
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.parser import evaluate_text
from datahub_guard.sources.hcl.remote_state import StateLinks
from datahub_guard.sources.hcl.rows import evaluated_row
from datahub_guard.sources.hcl.stacks import StackReader
from datahub_guard.sources.hcl.tfvars import VariableFiles
from datahub_guard.sources.repositories import Repositories
from datahub_guard.sources.schemas.store import SchemaStore

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts
    from datahub_guard.sources.hcl.scope import Scope


def open_scope(directory: str, facts: Facts, var_files: Sequence[str]) -> Scope:
    """The scope of the root module in `directory`; raises GuardError for a folder or a variable file that is none."""
    if not os.path.isdir(directory):
        raise GuardError(f"{directory}: no such folder")
    for path in var_files:
        if not os.path.isfile(path):
            raise GuardError(f"--var-file {path}: no such file")
    directory = os.path.abspath(directory)
    library = Library(Files(directory), SchemaStore.load(), facts)
    library.repositories = repositories = Repositories(directory, facts, None)
    library.links = StateLinks(library)
    name, repository = repositories.stack_name(directory)
    context = StackContext(library, directory, name, repositories.of(directory).path, repository)
    given = VariableFiles(library.files, directory, [os.path.abspath(p) for p in var_files], False).given
    return StackReader(context, given, Readings()).root.scope


def rows(expressions: Iterable[str], scope: Scope) -> Iterator[dict[str, Any]]:
    """A row of the oracle's form for each expression."""
    for expression in expressions:
        yield evaluated_row(expression, scope)


def value_of(expression: str, scope: Scope) -> Value:
    """The value of one expression; raises GuardError with what is wrong with it."""
    try:
        return evaluate_text(expression, scope)
    except (EvaluationError, SyntaxFault) as error:
        raise GuardError(f"{expression}: {error.message}") from error
