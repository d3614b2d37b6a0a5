"""From paths to an estate: the one entrance to everything that is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from datahub_guard.errors import GuardError
from datahub_guard.model.estate import Estate
from datahub_guard.model.problems import Problem
from datahub_guard.model.readings import Readings
from datahub_guard.sources.discover import Discovery, discover
from datahub_guard.sources.hcl.context import Library, StackContext
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.remote_state import StateLinks
from datahub_guard.sources.hcl.stacks import StackReader
from datahub_guard.sources.hcl.tfvars import VariableFiles
from datahub_guard.sources.repositories import Repositories
from datahub_guard.sources.schemas.store import SchemaStore

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts
    from datahub_guard.model.stack import Stack
    from datahub_guard.sources.plan.attachment import Attachments


def load_estate(
    paths: Sequence[str],
    facts: Facts,
    *,
    root: str = ".",
    var_files: Sequence[str] = (),
    plans: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    use_plans: bool = True,
    repository: str | None = None,
    index: str | None = None,
    second_reader: bool = False,
    environment: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Estate:
    """Read all stacks below `paths`.

    Args:
        paths: files, stacks, repositories or a whole estate.
        facts: what places repositories, stacks and states.
        root: what places in messages are relative to.
        var_files: variable files for every stack, in order, as `--var-file`.
        plans, states: files by stack (its folder or its name).
        use_plans: whether plans that lie in the stacks' folders are read.
        repository: what the checked repository is called, where its folder does not say.
        index: an estate index that stands in for repositories that are not here.
        second_reader: whether another parser reads every file too.
        environment: whether `TF_VAR_NAME` of this process's environment counts.
        tell: is told which stack is being read.

    Raises:
        GuardError: a path does not exist, or a named file cannot be used.
    """
    readings = Readings()
    root = os.path.abspath(root)
    estate = Estate(root, facts, readings)
    for path in var_files:
        if not os.path.isfile(path):
            raise GuardError(f"--var-file {path}: there is no such file")
    library = Library(Files(root), SchemaStore.load(), facts)
    found = discover(paths, library)
    estate.problems += found.problems
    repositories = Repositories(root, facts, repository)
    library.repositories = repositories
    links = library.links = StateLinks(library)
    attached = _attachments(library, found, plans or {}, states or {}, use_plans, readings)
    readers = _readers(found.roots, library, repositories, var_files, environment, readings, attached)
    here = {reader.context.name for reader in readers}
    absent = [stack for stack in _index(index, readings) if stack.name not in here]
    alone = []
    if attached is not None:
        alone = attached.alone(here | {stack.name for stack in absent}, estate.problems)
        here |= {stack.name for stack in alone}
        absent = [stack for stack in absent if stack.name not in here]
    for reader in readers:
        links.add(reader.context)
    for stack in (*absent, *alone):
        links.add_absent(stack)
    for number, reader in enumerate(readers, 1):
        if tell is not None:
            tell(f"reading {reader.context.name} ({number} of {len(readers)})")
        estate.add(_read(reader, attached))
    for stack in (*alone, *absent):
        estate.add(stack)
    estate.partial = index is None and _is_partial(facts, here)
    if second_reader:
        from datahub_guard.sources.second_reader import compare_files

        estate.problems += compare_files(library.files.sources())
    return estate


def _read(reader: StackReader, attached: Attachments | None) -> Stack:
    """One stack, with its plan and state."""
    try:
        stack = reader.read()
        if attached is not None:
            attached.join(stack, reader.root)
    except Exception as error:  # noqa: BLE001  a fault of ours in one stack must not hide the others
        stack = reader.stack
        stack.problems.append(_internal(stack, error))
        stack.unread = stack.problems[-1].message
    return stack


def _internal(stack: Stack, error: Exception) -> Problem:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
    message = f"datahub-guard failed while it read this stack: {type(error).__name__}: {error} ({where})"
    remedy = "this is a fault of datahub-guard; please report it with the files that show it"
    return Problem("internal", message, stack.place, stack=stack.name, remedy=remedy)


def _attachments(
    library: Library,
    found: Discovery,
    plans: Mapping[str, str],
    states: Mapping[str, str],
    use_plans: bool,
    readings: Readings,
) -> Attachments | None:
    """The plans and states of the run; `None` when there are none, which is told by names alone."""
    folders = found.plan_folders if use_plans else {}
    if not (plans or states or found.plans or folders):
        names = ("plan.json", "terraform.tfstate") if use_plans else ("terraform.tfstate",)
        if not any(name.endswith(names) for root in found.roots for name in _names_in(root)):
            return None
    from datahub_guard.sources.plan.assignment import GivenFiles
    from datahub_guard.sources.plan.attachment import Attachments

    files = GivenFiles(library, plans, states, found.plans, use_plans)
    return Attachments(library, found._replace(plan_folders=folders), files, readings)


def _names_in(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []


def _index(path: str | None, readings: Readings) -> list[Stack]:
    """The stacks of an estate index, when there is one."""
    if path is None:
        return []
    from datahub_guard.sources import estate_index

    return estate_index.read(path, readings)


def _is_partial(facts: Facts | None, here: set[str]) -> bool:
    """Whether the facts know of Terraform stacks that are not here."""
    if facts is None:
        return True
    return any(placement.kind == "terraform" and name not in here for name, placement in facts.placements.items())


def _readers(
    roots: Sequence[str],
    library: Library,
    repositories: Repositories,
    var_files: Sequence[str],
    environment: bool,
    readings: Readings,
    attached: Attachments | None,
) -> list[StackReader]:
    """A reader for each root module; all are made before the first reads, because stacks read one another."""
    readers = []
    named = [os.path.abspath(path) for path in var_files]
    for directory in roots:
        name, repository = repositories.stack_name(directory)
        context = StackContext(library, directory, name, repositories.of(directory).path, repository)
        if library.facts is not None:
            path = os.path.relpath(directory, repositories.of(directory).path).replace(os.sep, "/")
            context.placement = library.facts.place(repository, path)
        variables = VariableFiles(library.files, directory, named, environment)
        context.problems += variables.problems
        given = variables.given if attached is None else attached.prepare(context, variables.given)
        reader = StackReader(context, given, readings)
        reader.stack.files = variables.read
        readers.append(reader)
    return readers
