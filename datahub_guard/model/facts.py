"""What is true of this organisation, and where each repository, stack and state has its place in its estate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datahub_guard.model.addresses import normal_remote, parse_git_source, parse_registry_source, parse_state_address
from datahub_guard.model.aws_facts import (
    Applications,
    Buckets,
    Keys,
    Names,
    NetworkRules,
    Permissions,
    Secrets,
    SecurityGroups,
    Tags,
    Tls,
    Trust,
)
from datahub_guard.model.databricks_facts import Bundles, UnityCatalog, Workspaces
from datahub_guard.model.delivery_facts import Changes, Docs, Git, LayerTypes, Modules, Pipelines, State
from datahub_guard.model.estate_facts import EstateFacts, Repository, StackPattern
from datahub_guard.model.records import Each, Part, Record, fact, value
from datahub_guard.model.templates import expression, fill


class RuleFacts(Record):
    """What the pack's rules need, by subject."""

    names: Names = fact(Part(Names), "How resources are called")
    tags: Tags = fact(Part(Tags), "Tags that resources carry")
    keys: Keys = fact(Part(Keys), "KMS keys")
    buckets: Buckets = fact(Part(Buckets), "S3 buckets")
    tls: Tls = fact(Part(Tls), "TLS of load balancers")
    trust: Trust = fact(Part(Trust), "Who may assume roles")
    permissions: Permissions = fact(Part(Permissions), "What IAM policies may grant")
    networks: NetworkRules = fact(Part(NetworkRules), "What networks are made of")
    security_groups: SecurityGroups = fact(Part(SecurityGroups), "Security groups")
    layers: tuple[LayerTypes, ...] = fact(Each(Part(LayerTypes), least=1), "What each layer may declare")
    changes: Changes = fact(Part(Changes), "What plans may not touch")
    state: State = fact(Part(State), "Terraform states")
    unity_catalog: UnityCatalog = fact(Part(UnityCatalog), "Metastores, catalogs, schemas and grants")
    workspaces: Workspaces = fact(Part(Workspaces), "Workspaces and compute")
    bundles: Bundles = fact(Part(Bundles), "Databricks asset bundles")
    pipelines: Pipelines = fact(Part(Pipelines), "GitLab pipelines")
    secrets: Secrets = fact(Part(Secrets), "Credentials")
    applications: Applications = fact(Part(Applications), "Applications on ECS")
    modules: Modules = fact(Part(Modules), "The module library")
    git: Git = fact(Part(Git), "Branches")
    docs: Docs = fact(Part(Docs), "Documents")


class PlatformFacts(Record):
    """A facts file."""

    estate: EstateFacts = fact(Part(EstateFacts), "What the engine needs: it places repositories, stacks and states")
    rules: RuleFacts = fact(Part(RuleFacts), "What the pack's rules need")


class Placement(Record):
    """The place of a stack in the estate. What is None is not the same for all of the stack, or does not exist.

    `path` is the folder within the repository (`.`: its root). `account` is the 12-digit id of the AWS account of the
    stack's resources, or of the environment's account for stacks on Databricks. `target` is a bundle's target.
    `reads` are the names of the stacks that it builds on.
    """

    repository: str = value()
    path: str = value()
    kind: str = value()
    rank: tuple[int, int] | None = value()
    layer: int | None = value()
    environment: str | None = value()
    account: str | None = value()
    business_unit: str | None = value()
    stage: str | None = value()
    role: str = value()
    project_id: int | None = value()
    state_name: str | None = value()
    reads: tuple[str, ...] = value(default=())
    target: str | None = value(default=None)

    @property
    def name(self) -> str:
        """`REPOSITORY/PATH`, or the repository's name for the stack in its root: what identities are made of."""
        return self.repository if self.path == "." else f"{self.repository}/{self.path}"


class Workspace(Record):
    """A workspace that the facts call for, with its catalog."""

    name: str = value()
    business_unit: str = value()
    environment: str = value()
    stage: str = value()
    catalog: str = value()


class ModuleLocation(Record):
    """A module that lies in a repository of the estate: its folder there, and the tag asked for, if any."""

    repository: str = value()
    subdir: str = value()
    ref: str | None = value()


class Facts:
    """The facts of an organisation: `estate` and `rules` as the file has them, and what follows from them.

    `document` is the file as plain data with defaults filled in, as Rego rules see it. `digest` is the SHA-256 of the
    file; `file` its path for messages. It pickles, so that work on stacks can run elsewhere.
    """

    __slots__ = (
        "_by_folder",
        "_by_project",
        "_by_remote",
        "_by_state",
        "_placements",
        "_targets",
        "digest",
        "document",
        "estate",
        "file",
        "rules",
    )

    def __init__(self, document: Mapping[str, Any], *, digest: str = "", file: str = "") -> None:
        platform = PlatformFacts.from_plain(document)
        self.estate: EstateFacts = platform.estate
        self.rules: RuleFacts = platform.rules
        self.document = document
        self.digest = digest
        self.file = file
        self._placements: dict[str, Placement] | None = None
        self._targets: dict[str, tuple[Placement, ...]] = {}
        self._by_state: dict[tuple[int, str], Placement] = {}
        self._by_folder: dict[str, str] = {}
        self._by_remote: dict[str, str] = {}
        self._by_project: dict[int, str] = {}
        for name, repository in self.estate.repositories.items():
            self._by_folder[repository.folder or name] = name
            if repository.project is not None:
                self._by_project[repository.project] = name
            for remote in repository.remotes:
                self._by_remote[remote] = name

    def __reduce__(self) -> tuple[Any, ...]:
        return (_facts, (self.document, self.digest, self.file))

    @property
    def placements(self) -> Mapping[str, Placement]:
        """Every stack that the facts know, by its name `REPOSITORY/PATH`; a bundle is one, without a stage."""
        if self._placements is None:
            self._placements = {}
            targets = {target.stage: name for name, target in self.rules.bundles.targets.items()}
            for placement, placed_targets in stacks_of(self.estate, targets):
                self._placements[placement.name] = placement
                self._targets[placement.name] = placed_targets
                if placement.project_id is not None and placement.state_name is not None:
                    self._by_state[placement.project_id, placement.state_name] = placement
        return self._placements

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """The workspaces of all business units, in the order of environments."""
        out = []
        for environment, unit in _pairs(self.estate):
            values = _values(self.estate, environment, unit)
            name = fill(self.rules.workspaces.name, values)
            catalog = fill(self.rules.unity_catalog.catalog, values)
            if name is not None and catalog is not None:
                stage = self.estate.environments[environment].stage
                out.append(
                    Workspace(name=name, business_unit=unit, environment=environment, stage=stage, catalog=catalog)
                )
        return tuple(out)

    def unit_of_identifier(self, identifier: str) -> str | None:
        """The business unit that Unity Catalog names so."""
        units = self.estate.business_units.items()
        return next((name for name, unit in units if unit.identifier == identifier), None)

    def place(self, repository: str, path: str) -> Placement | None:
        """The place of the stack in folder `path` of a repository, which is named as in `repository_named`.

        What a module library holds besides its modules (examples, tests) is placed too, in no environment and layer.
        """
        name = self.repository_named(repository)
        if name is None:
            return None
        path = path.strip("/").removeprefix("./") or "."
        found = self.placements.get(name if path == "." else f"{name}/{path}")
        known = self.estate.repositories[name]
        if found is None and known.role == "modules":
            return Placement(
                repository=name,
                path=path,
                kind="terraform",
                rank=None,
                layer=None,
                environment=None,
                account=None,
                business_unit=None,
                stage=None,
                role=known.role,
                project_id=known.project,
                state_name=None,
            )
        return found

    def targets(self, placement: Placement) -> tuple[Placement, ...]:
        """The places of a bundle's targets: each has a stage, and with it an environment and an account."""
        return self._targets[placement.name] if placement.name in self.placements else ()

    def repository_named(self, name: str) -> str | None:
        """The repository with this name, folder (whole, or its last part) or git remote in any form."""
        if name in self.estate.repositories:
            return name
        trimmed = name.replace("\\", "/").rstrip("/")
        found = self._by_folder.get(trimmed) or self._by_remote.get(normal_remote(name) or "")
        if found is not None:
            return found
        last = trimmed.rpartition("/")[2].rpartition(":")[2].removesuffix(".git")
        if last in self.estate.repositories:
            return last
        ends = {folder.rpartition("/")[2]: repository for folder, repository in self._by_folder.items()}
        return ends.get(last)

    def repository_of_project(self, project_id: int) -> str | None:
        """The repository whose GitLab project has this id."""
        return self._by_project.get(project_id)

    def state_owner(self, address: str) -> Placement | None:
        """The stack whose state is at this address of GitLab's HTTP backend."""
        state = parse_state_address(address)
        if state is None or state.host not in self.estate.gitlab.hosts:
            return None
        if state.project.isascii() and state.project.isdigit() and len(state.project) < 18:
            project: int | None = int(state.project)
        else:
            repository = self._by_remote.get(f"{state.host}/{state.project}")
            project = self.estate.repositories[repository].project if repository is not None else None
        if project is None or not self.placements:
            return None
        return self._by_state.get((project, state.name))

    def state_address(self, placement: Placement) -> str | None:
        """Where the stack's state is, on the first of GitLab's hosts; None for a stack without one."""
        if placement.project_id is None or placement.state_name is None:
            return None
        host = self.estate.gitlab.hosts[0]
        return f"https://{host}/api/v4/projects/{placement.project_id}/terraform/state/{placement.state_name}"

    def module_source(self, source: str) -> ModuleLocation | None:
        """Where in the estate a module from git or a registry lies; None for a local path or a stranger's module."""
        if source.startswith((".", "/")):
            return None
        git = parse_git_source(source)
        if git is not None:
            repository = self._by_remote.get(git.remote)
            return None if repository is None else ModuleLocation(repository=repository, subdir=git.subdir, ref=git.ref)
        registry = parse_registry_source(source)
        if registry is None:
            return None
        import re

        for name, repository_facts in self.estate.repositories.items():
            for template in repository_facts.registry:
                match = re.fullmatch(expression(template, {}), registry.remote)
                if match is not None:
                    folder = match.groupdict().get("module", "")
                    subdir = "/".join(part for part in (folder, registry.subdir) if part)
                    return ModuleLocation(repository=name, subdir=subdir, ref=None)
        return None

    def words(self, environment: str | None = None) -> dict[str, tuple[str, ...]]:
        """What placeholders in templates may stand for, in one environment or in all: for `templates.expression`."""
        estate = self.estate
        pairs = [(e, u) for e, u in _pairs(estate) if environment in (None, e)]
        environments = [e for e in estate.environments if environment in (None, e)]
        units = dict.fromkeys(u for _, u in pairs)
        return {
            "environment": tuple(environments),
            "stage": tuple(estate.environments[e].stage for e in environments),
            "business_unit": tuple(units),
            "identifier": tuple(estate.business_units[u].identifier for u in units),
            "persona": tuple(self.rules.unity_catalog.personas),
            "kind": tuple(self.rules.names.kinds),
        }


def _facts(document: Mapping[str, Any], digest: str, file: str) -> Facts:
    return Facts(document, digest=digest, file=file)


def _pairs(estate: EstateFacts) -> list[tuple[str, str]]:
    """Every environment with each business unit that exists in it."""
    return [
        (environment, name)
        for environment in estate.environments
        for name, unit in estate.business_units.items()
        if environment in unit.environments
    ]


def _values(estate: EstateFacts, environment: str | None, unit: str | None) -> dict[str, str | None]:
    return {
        "environment": environment,
        "stage": estate.environments[environment].stage if environment else None,
        "business_unit": unit,
        "identifier": estate.business_units[unit].identifier if unit else None,
    }


def stacks_of(estate: EstateFacts, targets: Mapping[str, str]) -> list[tuple[Placement, tuple[Placement, ...]]]:
    """Every stack of every repository, a bundle with its targets, which are named by stage in `targets`."""
    out = []
    for name, repository in estate.repositories.items():
        for pattern in repository.stacks:
            for environment, unit in _wanted(estate, repository, pattern):
                values = _values(estate, environment, unit)
                placement = _placement(estate, name, repository, pattern, values)
                placed: list[Placement] = []
                if pattern.kind == "bundle":
                    for one, facts in estate.environments.items():
                        if facts.stage in targets and (unit is None or one in estate.business_units[unit].environments):
                            at, target = _values(estate, one, unit), targets[facts.stage]
                            placed.append(_placement(estate, name, repository, pattern, at, target))
                out.append((placement, tuple(placed)))
    return out


def _wanted(estate: EstateFacts, repository: Repository, pattern: StackPattern) -> list[tuple[str | None, str | None]]:
    """The environments and business units for which the pattern stands, once each."""
    by_environment = "{environment}" in pattern.path or "{stage}" in pattern.path
    by_unit = "{business_unit}" in pattern.path or "{identifier}" in pattern.path
    if by_environment and by_unit:
        return [(e, u) for e, u in _pairs(estate)]
    if by_environment:
        return [(e, repository.business_unit) for e in estate.environments]
    if by_unit:
        return [(repository.environment, u) for u in estate.business_units]
    return [(repository.environment, repository.business_unit)]


def _placement(
    estate: EstateFacts,
    name: str,
    repository: Repository,
    pattern: StackPattern,
    values: Mapping[str, str | None],
    target: str | None = None,
) -> Placement:
    environment = values["environment"]
    account = repository.account or (estate.environments[environment].account if environment else None)
    rank = pattern.rank or repository.rank
    reads = [fill(read, values) for read in pattern.reads]
    return Placement(
        repository=name,
        path=fill(pattern.path, values) or pattern.path,
        kind=pattern.kind,
        rank=rank,
        layer=rank[0] if rank else None,
        environment=environment,
        account=estate.accounts[account].id if account else None,
        business_unit=values["business_unit"],
        stage=values["stage"],
        role=pattern.role or repository.role,
        project_id=repository.project,
        state_name=fill(pattern.state, values) if pattern.state else None,
        reads=tuple(read.removesuffix("/.") for read in reads if read is not None),
        target=target,
    )
