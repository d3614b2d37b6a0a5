"""Who owns networks, and which ranges subnets have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from datahub_guard.analysis.ranges import Ledger, Subnet
from datahub_guard.model.estate import Estate
from datahub_guard.model.estate_facts import Tier
from datahub_guard.model.places import Related
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

SHARED_VPC = "[Share your VPC subnets](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html)"
CUSTOMER_VPC = (
    "[Customer-managed VPC](https://docs.databricks.com/aws/en/security/network/classic/customer-managed-vpc)"
)

# What a flow log may be about that a participant of a shared VPC does not own.
OWNERS_FLOWS = ("vpc_id", "subnet_id", "transit_gateway_id", "transit_gateway_attachment_id")


@rule(
    id="NET-001",
    title="Only the network's own repository creates VPC constructs",
    severity=Severity.CRITICAL,
    scope="stack",
    needs=("role",),
    remedy="""Take the network from core-network's state, and ask its team for what is missing there:

        vpc_id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
    """,
    references=(SHARED_VPC,),
)
def own_vpc_construct(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Application accounts own no VPC: subnets are shared with them, and all traffic between VPCs goes through the
    firewalls of core-security. A second VPC, a route, a gateway or a peering in an application's stack is a way around
    the inspection. A participant of a shared VPC may have security groups, network interfaces, and a flow log on its
    own interface.
    """
    assert stack.placement is not None
    if stack.placement.role == "network":
        return
    facts = ctx.facts.rules.networks
    owners: dict[str, bool] = {}
    for resource in stack.resources:
        if resource.mode != "managed":
            continue
        type_ = resource.type
        if type_ not in owners:
            owners[type_] = any(fnmatchcase(type_, pattern) for pattern in facts.owner_types)
        if owners[type_]:
            yield Hit(resource, f"{type_} belongs to the network's owner", expected="the network's outputs")
        elif type_ == "aws_flow_log" and any(resource.is_set(argument) for argument in OWNERS_FLOWS):
            message = "this flow log is about something that belongs to the network's owner"
            yield Hit(resource, message, expected="a flow log of an interface (`eni_id`)")
    for call in stack.modules:
        source = call.source
        if isinstance(source, str) and any(fnmatchcase(source, pattern) for pattern in facts.owner_modules):
            yield Hit(
                stack,
                f"{call.address} creates what belongs to the network's owner: {source}",
                call.place,
                expected="the network's outputs",
                tag=call.address,
            )


@rule(
    id="NET-004",
    title="The platform's subnets lie in its part of the network, and share no address",
    severity=Severity.CRITICAL,
    scope="estate",
    reads=("aws_subnet.cidr_block", "aws_subnet.tags"),
    remedy="""Take a free range of the platform's part of the network; the facts (`estate.networks`) hold the plan:

        cidr_block = cidrsubnet("10.32.78.0/24", 3, 0)
    """,
    references=(SHARED_VPC,),
)
def subnet_out_of_place(estate: Estate, ctx: Context) -> Iterator[Answer]:
    """Firewalls and routes are written against the platform's part of each shared VPC. A subnet outside of it is
    reached by nobody; one that shares addresses with another is a black hole for both, and moving it later means
    building every workspace in it again. The platform's are the subnets that are tagged or keyed for one of its
    workspaces or applications, and those whose range begins in its part.
    """
    ledger = ctx.once("ledger of subnets", Ledger)
    unplaced: dict[str, Stack] = {}
    for subnet in ledger.subnets:
        stack = subnet.resource.stack
        if ledger.is_platforms(subnet):
            yield from _outside(subnet, ledger)
        elif stack.placement is None:
            unplaced[stack.name] = stack
        elif subnet.range is None and not _only_ipv6(subnet.resource):
            yield _no_range(subnet.resource)
    for stack in unplaced.values():
        yield Undecided(
            stack, "the facts do not know this stack, so whether its subnets are the platform's is not known"
        )
    for first, second in ledger.overlaps():
        yield _overlap(first, second)
        yield _overlap(second, first)


def _only_ipv6(subnet: Resource) -> bool:
    return subnet.is_set("ipv6_cidr_block") and not subnet.is_set("cidr_block")


def _no_range(subnet: Resource) -> Answer:
    value = subnet.peek("cidr_block")
    if type(value) is Unknown:
        return Undecided(subnet, f"`cidr_block`: {value.why()}", "cidr_block")
    if isinstance(value, str):
        return Undecided(subnet, f"`cidr_block`: {value!r} is no IPv4 range", "cidr_block")
    return Undecided(
        subnet, "the range comes from an IPAM pool, which decides when the subnet is created", "cidr_block"
    )


def _outside(subnet: Subnet, ledger: Ledger) -> Iterator[Answer]:
    if subnet.range is None:
        if not _only_ipv6(subnet.resource):
            yield _no_range(subnet.resource)
        return
    environment = ledger.environment_of(subnet)
    networks = ledger.facts.estate.networks
    allowed = {
        name: part
        for name, part in ledger.allocations.items()
        if environment is None or networks[name].environment in (None, environment)
    }
    if any(subnet.range.inside(part) for part in allowed.values()):
        return
    parts = [(name, networks[name].allocation) for name in allowed]
    yield Hit(
        subnet.resource,
        f"{subnet.range}{f' of {subnet.owner}' if subnet.owner else ''} lies outside of the platform's part of the"
        f" {environment or 'shared'} network",
        "cidr_block",
        expected=", ".join(f"{name}: {part.first} to {part.last}" for name, part in parts if part is not None),
        tag="outside",
    )


def _overlap(subnet: Subnet, other: Subnet) -> Answer:
    theirs = f"{other.resource.stack.name}:{other.resource.address}"
    return Hit(
        subnet.resource,
        f"{subnet.range} shares addresses with {other.range} of {theirs}",
        "cidr_block",
        expected="a range of its own",
        related=[Related(other.resource.place("cidr_block"), f"{other.range} of {other.resource.address}")],
        tag=f"overlap {theirs}",
    )


@rule(
    id="NET-005",
    title="Each workspace has its subnets in every tier, of the right size, in every zone",
    severity=Severity.HIGH,
    scope="estate",
    reads=(
        "aws_subnet.cidr_block",
        "aws_subnet.availability_zone",
        "aws_subnet.availability_zone_id",
        "aws_subnet.tags",
    ),
    remedy="""Give the workspace one subnet a zone in each tier, with the tier's prefix length (`estate.tiers` in the
        facts):

        for_each   = { a = 0, b = 1, c = 2 }
        cidr_block = cidrsubnet("10.32.78.0/24", 3, each.value)
    """,
    references=(CUSTOMER_VPC,),
)
def incomplete_workspace_subnets(estate: Estate, ctx: Context) -> Iterator[Answer]:
    """A workspace has endpoint subnets, database subnets and compute subnets, each over all availability zones. A
    tier that lacks a zone loses the workspace with that zone; a larger prefix eats the range that the next workspace
    needs, and a smaller one runs out of addresses. Subnets of applications are not counted. Which subnet is whose is
    told by its tags, else by the words of its address and its name; where a subnet is missing, the finding stands at
    the first that is there.
    """
    ledger = ctx.once("ledger of subnets", Ledger)
    tiers = {name: tier for name, tier in ctx.facts.estate.tiers.items() if tier.purpose != "application"}
    groups: dict[tuple[str, str], list[Subnet]] = {}
    for subnet in ledger.subnets:
        if subnet.workspace is not None and subnet.resource.stack.placement is not None:
            groups.setdefault((subnet.resource.stack.name, subnet.workspace), []).append(subnet)
    for subnets in groups.values():
        yield from _workspace(subnets, tiers)


def _workspace(subnets: list[Subnet], tiers: Mapping[str, Tier]) -> Iterator[Answer]:
    untold = [subnet for subnet in subnets if subnet.tier not in tiers]
    for name, tier in tiers.items():
        own = [subnet for subnet in subnets if subnet.tier == name]
        if own:
            yield from _sizes(own, name, tier)
            yield from _zones(own, name, tier)
        elif not untold:
            first = _least_certain(subnets)
            message = f"{first.workspace} has no subnet of the tier {name}"
            yield Hit(first.resource, message, expected=f"{tier.zones} of /{tier.prefix_length}", tag=name, absent=True)
    for subnet in untold:
        yield Undecided(subnet.resource, "neither a tag nor its name says which tier the subnet belongs to", "tags")


def _least_certain(subnets: list[Subnet]) -> Subnet:
    """The first subnet that perhaps does not exist: where there is one, nothing can be said of their number."""
    return next((subnet for subnet in subnets if subnet.resource.uncertain), subnets[0])


def _sizes(subnets: list[Subnet], name: str, tier: Tier) -> Iterator[Answer]:
    for subnet in subnets:
        if subnet.range is None:
            yield _no_range(subnet.resource)
        elif subnet.range.prefix_length != tier.prefix_length:
            yield Hit(
                subnet.resource,
                f"a subnet of the tier {name} is a /{tier.prefix_length}, not a /{subnet.range.prefix_length}",
                "cidr_block",
                expected=f"/{tier.prefix_length}",
                tag="size",
            )


def _zones(subnets: list[Subnet], name: str, tier: Tier) -> Iterator[Answer]:
    """Known zones are counted; where one is not known (a data source's), the number of subnets stands for them."""
    zones = [_zone(subnet.resource) for subnet in subnets]
    count = len(subnets) if None in zones else len(set(zones))
    if count >= tier.zones:
        return
    at = ""
    subnet = _least_certain(subnets)
    if len(subnets) >= tier.zones:
        subnet = next(subnet for i, subnet in enumerate(subnets) if zones[i] in zones[:i])
        at = "availability_zone" if subnet.resource.is_set("availability_zone") else "availability_zone_id"
    yield Hit(
        subnet.resource,
        f"{subnet.workspace} has the tier {name} in {count} of {tier.zones} availability zones",
        at,
        expected=f"one subnet in each of {tier.zones} zones",
        tag=f"zones {name}",
        absent=True,
    )


def _zone(resource: Resource) -> str | None:
    for argument in ("availability_zone", "availability_zone_id"):
        value = resource.peek(argument)
        if isinstance(value, str):
            return value
    return None
