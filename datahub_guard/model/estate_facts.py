"""Facts that the engine needs: what the organisation has, and where each repository and state has its place."""

from __future__ import annotations

from collections.abc import Mapping

from datahub_guard.model.fact_kinds import (
    ACCOUNT_ID,
    ADDRESS,
    FOLDER,
    FOLDER_TEMPLATE,
    HOST,
    IDENTIFIER,
    NAME,
    NETWORK,
    REGION,
    REMOTE,
    ROLE,
    SLUG,
    TEMPLATE,
    TEXT,
    ZONE,
)
from datahub_guard.model.records import Each, Flag, Named, Part, RankKind, Record, Whole, Word, fact


class Team(Record):
    """People who own repositories and approve changes to them."""

    title: str = fact(TEXT, "What the team is called")
    code_owners: tuple[str, ...] = fact(
        Each(Word("a GitLab user or group, like `@group/team`", r"@[\w./-]+"), least=1),
        "The names of the team in CODEOWNERS",
    )


class Account(Record):
    """An AWS account that may be mentioned at all."""

    id: str = fact(ACCOUNT_ID, "The 12 digits, in quotes")
    owner: str = fact(
        Word("an owner", choices=("network", "security", "application", "databricks")),
        "Whose it is: the shared network's, the firewalls', an environment's own, or Databricks'",
    )
    team: str | None = fact(NAME, "The team that runs it", default=None)
    environments: tuple[str, ...] = fact(
        Each(NAME), "The environments whose stacks may mention it; empty means every environment", default=()
    )


class Environment(Record):
    """A separate copy of the platform, in an AWS account of its own."""

    account: str = fact(NAME, "Name of the AWS account of its stacks")
    stage: str = fact(SLUG, "The one stage whose workspaces and catalogs it holds")
    network: str = fact(NAME, "Name of the shared network that its subnets come from")
    promoted_from: str | None = fact(NAME, "The environment in which a change is made first", default=None)
    production: bool = fact(Flag(), "Whether the business depends on it: rules are stricter there")
    business_users: bool = fact(Flag(), "Whether people other than platform engineers work in it")


class BusinessUnit(Record):
    """A business unit with keys, buckets, workspaces and catalogs of its own."""

    identifier: str = fact(IDENTIFIER, "How Unity Catalog names it (no `-`)")
    environments: tuple[str, ...] = fact(Each(NAME, least=1), "The environments that it exists in")


class Layer(Record):
    """A layer of the platform: everything of a lower layer is deployed before anything of a higher one."""

    number: int = fact(Whole(1, 99), "Its number; ranks start with it")
    name: str = fact(SLUG, "Its short name")
    title: str = fact(TEXT, "What it holds")


class Tier(Record):
    """A kind of subnet."""

    purpose: str = fact(
        Word("a purpose", choices=("endpoints", "database", "compute", "application")),
        "What its subnets are for: `compute` takes workspaces' clusters and nothing else",
    )
    prefix_length: int = fact(Whole(0, 128), "Length of its subnets' network prefix")
    zones: int = fact(Whole(1, 6), "In how many availability zones each workspace or application has one")
    output: str = fact(IDENTIFIER, "The output of the network's stack that holds the ids of its subnets")


class Slot(Record):
    """Subnets set aside for one workspace; without `workspace` they are reserved and hold nothing."""

    workspace: str | None = fact(SLUG, "The workspace that has them", default=None)
    subnets: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(NETWORK, least=1), NAME, least=1), "The subnets by tier, in the order of the zones"
    )


class ApplicationSubnets(Record):
    """Subnets set aside for applications."""

    repositories: tuple[str, ...] = fact(Each(NAME, least=1), "The repositories whose stacks use them")
    subnets: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(NETWORK, least=1), NAME, least=1), "The subnets by tier, in the order of the zones"
    )


class Allocation(Record):
    """The part of a shared network that belongs to the platform."""

    first: str = fact(ADDRESS, "Its first address")
    last: str = fact(ADDRESS, "Its last address")
    slots: tuple[Slot, ...] = fact(Each(Part(Slot)), "Subnets for workspaces", default=())
    applications: Mapping[str, ApplicationSubnets] = fact(
        Named(Part(ApplicationSubnets), NAME), "Subnets for applications", default={}
    )
    spare: tuple[str, ...] = fact(Each(NETWORK), "Ranges kept free on purpose", default=())


class Network(Record):
    """A VPC."""

    name: str = fact(NAME, "Its `Name` tag")
    cidr: str = fact(NETWORK, "Its address range")
    account: str = fact(NAME, "The account that owns it")
    environment: str | None = fact(NAME, "The environment that it serves, when it serves one", default=None)
    inspection: bool = fact(Flag(), "Whether traffic between networks is inspected in it", default=False)
    internet_gateway: bool = fact(Flag(), "Whether it may route to an internet gateway", default=False)
    allocation: Allocation | None = fact(Part(Allocation), "The platform's part of it", default=None)


class StackPattern(Record):
    """A root module of a repository, or one for each environment, stage or business unit that it has."""

    path: str = fact(FOLDER_TEMPLATE, "Its folder within the repository; `.` is the repository's root")
    kind: str = fact(
        Word("a kind", choices=("terraform", "bundle")),
        "`bundle`: a Databricks asset bundle, with one target a stage",
        default="terraform",
    )
    state: str | None = fact(TEMPLATE, "Name of its state in the repository's GitLab project", default=None)
    rank: tuple[int, int] | None = fact(RankKind(), "Its rank, where it differs from the repository's", default=None)
    role: str | None = fact(ROLE, "Its role, where it differs from the repository's", default=None)
    reads: tuple[str, ...] = fact(
        Each(FOLDER_TEMPLATE), "The stacks that it builds on, as REPOSITORY or REPOSITORY/PATH", default=()
    )


class Repository(Record):
    """A git repository. Its name is the one under which it is known everywhere, and by default its folder's."""

    project: int | None = fact(Whole(1), "Its GitLab project's id; without one it holds no state", default=None)
    role: str = fact(ROLE, "What it is for")
    team: str = fact(NAME, "The team that owns it")
    folder: str | None = fact(FOLDER, "Its folder in the estate, where it is not its name", default=None)
    remotes: tuple[str, ...] = fact(Each(REMOTE), "Its git remotes", default=())
    registry: tuple[str, ...] = fact(
        Each(REMOTE), "Its modules' addresses in a module registry, with {module} and {system}", default=()
    )
    rank: tuple[int, int] | None = fact(RankKind(), "Its place in the order of deployment", default=None)
    environment: str | None = fact(NAME, "The environment that all of it belongs to", default=None)
    account: str | None = fact(
        NAME, "The AWS account of its resources, where it is not its environment's", default=None
    )
    business_unit: str | None = fact(SLUG, "The business unit that all of it belongs to", default=None)
    stacks: tuple[StackPattern, ...] = fact(Each(Part(StackPattern)), "Its root modules and bundles", default=())
    only_these_stacks: bool = fact(
        Flag(), "Whether a folder with Terraform files that is none of the stacks is wrong", default=False
    )


class Gitlab(Record):
    """The GitLab that holds repositories and states."""

    hosts: tuple[str, ...] = fact(Each(HOST, least=1), "Its host names; a state's address is on one of them")


class EstateFacts(Record):
    """What the engine needs: it places every repository, stack and state."""

    name: str = fact(TEXT, "What the estate is called in reports")
    region: str = fact(REGION, "The AWS region of everything")
    zones: tuple[str, ...] = fact(Each(ZONE, least=1), "Ids of the availability zones in use")
    gitlab: Gitlab = fact(Part(Gitlab), "The GitLab that holds repositories and states")
    teams: Mapping[str, Team] = fact(Named(Part(Team), NAME, least=1), "Teams by name")
    accounts: Mapping[str, Account] = fact(Named(Part(Account), NAME, least=1), "AWS accounts by name")
    environments: Mapping[str, Environment] = fact(Named(Part(Environment), NAME, least=1), "Environments by name")
    business_units: Mapping[str, BusinessUnit] = fact(Named(Part(BusinessUnit), SLUG), "Business units by name")
    layers: tuple[Layer, ...] = fact(Each(Part(Layer), least=1), "The layers, lowest first")
    tiers: Mapping[str, Tier] = fact(Named(Part(Tier), NAME), "Kinds of subnets by name")
    networks: Mapping[str, Network] = fact(Named(Part(Network), NAME, least=1), "VPCs by name")
    repositories: Mapping[str, Repository] = fact(Named(Part(Repository), NAME, least=1), "Repositories by name")
