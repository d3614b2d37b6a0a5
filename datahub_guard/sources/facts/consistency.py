"""What facts say about one another must fit: names that exist, ranges that do not overlap, states with one owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from datahub_guard.errors import nearest
from datahub_guard.model.estate_facts import EstateFacts, Repository, StackPattern
from datahub_guard.model.facts import Facts, RuleFacts, stacks_of
from datahub_guard.model.templates import placeholders
from datahub_guard.sources.facts.ranges import range_faults

Path: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[Path, str]


def path_text(path: Path) -> str:
    """A key's path as messages show it: `estate.repositories.docs.stacks[0].path`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def contradictions(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong between facts that are right each by itself, as (path of keys, message)."""
    facts = Facts(document)
    faults = [*_names(facts.estate), *_repositories(facts.estate), *_rule_names(facts.estate, facts.rules)]
    yield from faults
    if faults:  # what follows stands on names that exist
        return
    yield from _stacks(facts)
    yield from _workspaces(facts)
    yield from range_faults(facts.estate)


def _known(path: Path, what: str, name: str | None, known: Iterable[str]) -> Iterator[Fault]:
    names = list(known)
    if name is not None and name not in names:
        yield path, f"there is no {what} `{name}`{nearest(name, names)}; there are {', '.join(names) or 'none'}"


def _once(what: str, uses: Iterable[tuple[Path, Any]]) -> Iterator[Fault]:
    seen: dict[Any, Path] = {}
    for path, value in uses:
        if value in seen:
            yield path, f"{what} `{value}` is used already, at {path_text(seen[value])}"
        seen.setdefault(value, path)


def _names(estate: EstateFacts) -> Iterator[Fault]:
    at = ("estate",)
    environments, units = estate.environments, estate.business_units
    yield from _once("the account id", (((*at, "accounts", n, "id"), a.id) for n, a in estate.accounts.items()))
    yield from _once("the stage", (((*at, "environments", n, "stage"), e.stage) for n, e in environments.items()))
    yield from _once("the network name", (((*at, "networks", n, "name"), v.name) for n, v in estate.networks.items()))
    yield from _once(
        "the identifier", (((*at, "business_units", n, "identifier"), u.identifier) for n, u in units.items())
    )
    yield from _once(
        "the layer", (((*at, "layers", i, "number"), layer.number) for i, layer in enumerate(estate.layers))
    )
    for name, account in estate.accounts.items():
        yield from _known((*at, "accounts", name, "team"), "team", account.team, estate.teams)
        for i, environment in enumerate(account.environments):
            yield from _known((*at, "accounts", name, "environments", i), "environment", environment, environments)
    for name, facts in environments.items():
        path = (*at, "environments", name)
        yield from _known((*path, "account"), "account", facts.account, estate.accounts)
        yield from _known((*path, "network"), "network", facts.network, estate.networks)
        earlier = list(environments)[: list(environments).index(name)]
        if facts.promoted_from is not None and facts.promoted_from not in earlier:
            yield (*path, "promoted_from"), f"`{facts.promoted_from}` is no environment above this one"
    for name, unit in units.items():
        for i, environment in enumerate(unit.environments):
            yield from _known(
                (*at, "business_units", name, "environments", i), "environment", environment, environments
            )
    for name, network in estate.networks.items():
        path = (*at, "networks", name)
        yield from _known((*path, "account"), "account", network.account, estate.accounts)
        yield from _known((*path, "environment"), "environment", network.environment, environments)
        for application, subnets in (network.allocation.applications if network.allocation else {}).items():
            for i, repository in enumerate(subnets.repositories):
                where = (*path, "allocation", "applications", application, "repositories", i)
                yield from _known(where, "repository", repository, estate.repositories)


def _repositories(estate: EstateFacts) -> Iterator[Fault]:
    at = ("estate", "repositories")
    repositories = estate.repositories
    projects = (((*at, n, "project"), r.project) for n, r in repositories.items() if r.project is not None)
    yield from _once("the project", projects)
    yield from _once("the folder", (((*at, n, "folder"), r.folder or n) for n, r in repositories.items()))
    yield from _once(
        "the remote", (((*at, n, "remotes", i), m) for n, r in repositories.items() for i, m in enumerate(r.remotes))
    )
    for name, repository in repositories.items():
        yield from _known((*at, name, "team"), "team", repository.team, estate.teams)
        yield from _known((*at, name, "environment"), "environment", repository.environment, estate.environments)
        yield from _known((*at, name, "account"), "account", repository.account, estate.accounts)
        yield from _known(
            (*at, name, "business_unit"), "business unit", repository.business_unit, estate.business_units
        )
        yield from _rank(estate, (*at, name, "rank"), repository.rank)
        for i, pattern in enumerate(repository.stacks):
            yield from _pattern(estate, (*at, name, "stacks", i), repository, pattern)


def _pattern(estate: EstateFacts, path: Path, repository: Repository, pattern: StackPattern) -> Iterator[Fault]:
    yield from _rank(estate, (*path, "rank"), pattern.rank)
    if pattern.rank is None and repository.rank is None:
        yield path, "this stack has no rank: give it one, or its repository"
    filled = _filled(repository, pattern)
    templates = [("path", pattern.path), ("state", pattern.state or ""), *(("reads", read) for read in pattern.reads)]
    for key, template in templates:
        for name in placeholders(template):
            yield from _known((*path, key), "placeholder here", name, filled)
    if pattern.kind == "bundle" and pattern.state is not None:
        yield (*path, "state"), "a bundle has no Terraform state of its own in GitLab"
    if pattern.state is not None and repository.project is None:
        yield (*path, "state"), "the repository has no `project` to hold a state"


def _filled(repository: Repository, pattern: StackPattern) -> list[str]:
    """The placeholders that have a value in this stack: from its path, its repository, or a bundle's targets."""
    named = set(placeholders(pattern.path))
    environment = repository.environment or pattern.kind == "bundle" or named & {"environment", "stage"}
    unit = repository.business_unit or named & {"business_unit", "identifier"}
    return [*(("environment", "stage") if environment else ()), *(("business_unit", "identifier") if unit else ())]


def _rank(estate: EstateFacts, path: Path, rank: tuple[int, int] | None) -> Iterator[Fault]:
    if rank is not None:
        yield from _layer(estate, path, rank[0])


def _layer(estate: EstateFacts, path: Path, number: int) -> Iterator[Fault]:
    numbers = [layer.number for layer in estate.layers]
    if number not in numbers:
        yield path, f"there is no layer {number}; there are {', '.join(map(str, numbers))}"


def _rule_names(estate: EstateFacts, rules: RuleFacts) -> Iterator[Fault]:
    at = ("rules",)
    stages = [environment.stage for environment in estate.environments.values()]
    trust = rules.trust
    yield from _known((*at, "trust", "databricks_account"), "account", trust.databricks_account, estate.accounts)
    yield from _known((*at, "trust", "dns", "account"), "account", trust.dns.account, estate.accounts)
    for i, number in enumerate(trust.dns.layers):
        yield from _layer(estate, (*at, "trust", "dns", "layers", i), number)
    yield from _once("the layer", (((*at, "layers", i, "layer"), entry.layer) for i, entry in enumerate(rules.layers)))
    for i, entry in enumerate(rules.layers):
        yield from _layer(estate, (*at, "layers", i, "layer"), entry.layer)
    for name, module in rules.modules.approved.items():
        for i, number in enumerate(module.layers):
            yield from _layer(estate, (*at, "modules", "approved", name, "layers", i), number)
    yield from _known((*at, "modules", "repository"), "repository", rules.modules.repository, estate.repositories)
    yield from _known(
        (*at, "tls", "preferred"), "approved policy", rules.tls.preferred, [p.name for p in rules.tls.policies]
    )
    catalog = rules.unity_catalog
    yield from _known((*at, "unity_catalog", "landing_schema"), "schema", catalog.landing_schema, catalog.schemas)
    schemas = ("catalog", *catalog.schemas, *catalog.extra_schemas)
    for name, persona in catalog.personas.items():
        path = (*at, "unity_catalog", "personas", name)
        for on in persona.privileges:
            yield from _known((*path, "privileges", on), "schema", on, schemas)
        for stage, privileges in persona.stage_privileges.items():
            yield from _known((*path, "stage_privileges", stage), "stage", stage, stages)
            for on in privileges:
                yield from _known((*path, "stage_privileges", stage, on), "schema", on, schemas)
    for name, target in rules.bundles.targets.items():
        yield from _known((*at, "bundles", "targets", name, "stage"), "stage", target.stage, stages)
    yield from _once(
        "the stage", (((*at, "bundles", "targets", n, "stage"), t.stage) for n, t in rules.bundles.targets.items())
    )
    for i, name in enumerate(rules.pipelines.no_destroy_environments):
        where = (*at, "pipelines", "no_destroy_environments", i)
        yield from _known(where, "environment or stage", name, [*estate.environments, *stages])
    yield from _application_names(estate, rules)


def _application_names(estate: EstateFacts, rules: RuleFacts) -> Iterator[Fault]:
    at = ("rules", "applications")
    for name in rules.applications.parameter_prefixes:
        yield from _known((*at, "parameter_prefixes", name), "repository", name, estate.repositories)
    for name, datastore in rules.applications.datastores.items():
        yield from _known((*at, "datastores", name), "repository", name, estate.repositories)
        yield from _known((*at, "datastores", name), "repository", datastore, estate.repositories)
    for i, only in enumerate(rules.applications.only_in):
        yield from _known((*at, "only_in", i, "environment"), "environment", only.environment, estate.environments)
    for i, rule in enumerate(rules.networks.firewall_rules):
        path = ("rules", "networks", "firewall_rules", i)
        yield from _known((*path, "source"), "business unit", rule.source, estate.business_units)
        yield from _known((*path, "target"), "business unit", rule.target, estate.business_units)
        yield from _known((*path, "environment"), "environment", rule.environment, estate.environments)


def _stacks(facts: Facts) -> Iterator[Fault]:
    """Each stack once, each state once, and every stack builds on stacks that exist and come before it."""
    placements = facts.placements
    for repository in facts.estate.repositories:
        at = ("estate", "repositories", repository, "stacks")
        yield from _once(
            "the stack", ((at, one.name) for one, _ in stacks_of(facts.estate, {}) if one.repository == repository)
        )
    states: dict[tuple[int, str], str] = {}
    for name, placement in placements.items():
        path = ("estate", "repositories", placement.repository, "stacks")
        if placement.project_id is not None and placement.state_name is not None:
            owner = states.setdefault((placement.project_id, placement.state_name), name)
            if owner != name:
                yield path, f"the state `{placement.state_name}` would belong to {owner} and to {name}"
        for place in (placement, *facts.targets(placement)):
            for read in place.reads:
                upstream = placements.get(read)
                if upstream is None:
                    yield path, f"{name} reads `{read}`, which is no stack{nearest(read, placements)}"
                elif upstream.rank is None or place.rank is None or upstream.rank >= place.rank:
                    yield path, f"{name} reads `{read}`, whose rank is not lower"


def _workspaces(facts: Facts) -> Iterator[Fault]:
    """Slots and shares name workspaces and catalogs that the facts call for."""
    workspaces = {workspace.name: workspace for workspace in facts.workspaces}
    catalogs = {workspace.catalog: workspace for workspace in facts.workspaces}
    for name, network in facts.estate.networks.items():
        for i, slot in enumerate(network.allocation.slots if network.allocation else ()):
            path = ("estate", "networks", name, "allocation", "slots", i, "workspace")
            yield from _known(path, "workspace", slot.workspace, workspaces)
            found = workspaces.get(slot.workspace or "")
            if found is not None and found.environment != network.environment:
                yield path, f"the workspace `{found.name}` is not in the environment that this network serves"
    for i, share in enumerate(facts.rules.unity_catalog.shares):
        where = ("rules", "unity_catalog", "shares", i)
        yield from _known((*where, "catalog"), "catalog", share.catalog, catalogs)
        yield from _known((*where, "workspace"), "workspace", share.workspace, workspaces)
