"""Who owns networks, which ranges subnets have, and where stacks take their network from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from datahub_guard.analysis.ranges import Ledger, Subnet, inside, network_in
from datahub_guard.model.estate import Estate
from datahub_guard.model.estate_facts import Tier
from datahub_guard.model.places import Related
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

SHARED_VPC = "[Share your VPC subnets](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html)"
CUSTOMER_VPC = (
    "[Customer-managed VPC](https://docs.databricks.com/aws/en/security/network/classic/customer-managed-vpc)"
)


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
    for resource in stack.resources:
        if resource.mode != "managed":
            continue
        foreign_log = resource.type == "aws_flow_log" and any(resource.is_set(a) for a in ("vpc_id", "subnet_id"))
        if foreign_log or any(fnmatchcase(resource.type, pattern) for pattern in facts.owner_types):
            yield Hit(resource, f"{resource.type} belongs to the network's owner", expected="the network's outputs")
    for call in stack.modules:
        source = call.source
        if isinstance(source, str) and any(fnmatchcase(source, pattern) for pattern in facts.owner_modules):
            yield Hit(
                stack,
                f"{call.address} creates a VPC: {source}",
                call.place,
                expected="the network's outputs",
                tag=call.address,
            )


@rule(
    id="NET-004",
    title="The platform's subnets lie in its part of the network, and share no address",
    severity=Severity.CRITICAL,
    scope="estate",
    remedy="""Take a free range of the platform's part of the network; the facts (`estate.networks`) hold the plan:

        cidr_block = cidrsubnet("10.32.78.0/24", 3, 0)
    """,
    references=(SHARED_VPC,),
)
def subnet_out_of_place(estate: Estate, ctx: Context) -> Iterator[Answer]:
    """Firewalls and routes are written against the platform's part of each shared VPC. A subnet outside of it is
    reached by nobody; one that shares addresses with another is a black hole for both, and moving it later means
    building every workspace in it again.
    """
    ledger = ctx.once("ledger of subnets", Ledger)
    for subnet in ledger.subnets:
        yield from _outside(subnet, ctx)
    for first, second in ledger.overlaps():
        yield from _overlap(first, second)
        yield from _overlap(second, first)
    for resource in ledger.unknown:
        if _platform_stack(resource):
            value = resource.peek("cidr_block")
            why = value.why() if type(value) is Unknown else "it is not an IPv4 range"
            yield Undecided(resource, f"`cidr_block`: {why}", "cidr_block")


def _platform_stack(resource: Resource) -> bool:
    return resource.stack.placement is not None


def _outside(subnet: Subnet, ctx: Context) -> Iterator[Answer]:
    if not subnet.for_datahub or not _platform_stack(subnet.resource):
        return
    placement = subnet.resource.stack.placement
    assert placement is not None
    allocations = [
        (name, network.allocation)
        for name, network in ctx.facts.estate.networks.items()
        if network.allocation is not None and placement.environment in (None, network.environment)
    ]
    if any(inside(subnet.range, allocation) for _, allocation in allocations):
        return
    expected = ", ".join(f"{name}: {a.first} to {a.last}" for name, a in allocations)
    whose = subnet.workspace or subnet.application
    yield Hit(
        subnet.resource,
        f"{subnet.range} of {whose} lies outside of the platform's part of the network",
        "cidr_block",
        expected=expected,
        tag="outside",
    )


def _overlap(subnet: Subnet, other: Subnet) -> Iterator[Answer]:
    yield Hit(
        subnet.resource,
        f"{subnet.range} shares addresses with {other.range} of {other.resource.stack.name}:{other.resource.address}",
        "cidr_block",
        expected="a range of its own",
        related=[Related(other.resource.place("cidr_block"), f"{other.range} of {other.resource.address}")],
        tag=f"overlap {other.resource.stack.name}:{other.resource.address}",
    )


@rule(
    id="NET-005",
    title="Each workspace has its subnets in every tier, of the right size, in every zone",
    severity=Severity.HIGH,
    scope="estate",
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
    needs, and a smaller one runs out of addresses.
    """
    ledger = ctx.once("ledger of subnets", Ledger)
    groups: dict[tuple[str, str], list[Subnet]] = defaultdict(list)
    for subnet in ledger.subnets:
        if subnet.workspace is not None:
            groups[subnet.resource.stack.name, subnet.workspace].append(subnet)
    tiers = {name: tier for name, tier in ctx.facts.estate.tiers.items() if tier.purpose != "application"}
    for (_, workspace), subnets in groups.items():
        for name, tier in tiers.items():
            own = [subnet for subnet in subnets if subnet.tier == name]
            if not own:
                missing = f"{workspace} has no subnet of the tier {name}"
                yield Hit(subnets[0].resource, missing, expected=f"{tier.zones} of /{tier.prefix_length}", tag=name)
                continue
            yield from _sizes(own, name, tier)
            yield from _zones(own, workspace, name, tier)


def _sizes(subnets: list[Subnet], name: str, tier: Tier) -> Iterator[Answer]:
    for subnet in subnets:
        if subnet.range.prefixlen != tier.prefix_length:
            yield Hit(
                subnet.resource,
                f"a subnet of the tier {name} is a /{tier.prefix_length}, not a /{subnet.range.prefixlen}",
                "cidr_block",
                expected=f"/{tier.prefix_length}",
                tag="size",
            )


def _zones(subnets: list[Subnet], workspace: str, name: str, tier: Tier) -> Iterator[Answer]:
    """Known zones are counted; where one is not known (a data source's), the number of subnets stands for them."""
    zones = [_zone(subnet.resource) for subnet in subnets]
    known = {zone for zone in zones if zone is not None}
    count = len(subnets) if None in zones else len(known)
    if count < tier.zones:
        yield Hit(
            subnets[0].resource,
            f"{workspace} has the tier {name} in {count} of {tier.zones} availability zones",
            "availability_zone" if subnets[0].resource.is_set("availability_zone") else (),
            expected=f"one subnet in each of {tier.zones} zones",
            tag=f"zones {name}",
        )


def _zone(resource: Resource) -> str | None:
    for argument in ("availability_zone", "availability_zone_id"):
        value = resource.peek(argument)
        if isinstance(value, str):
            return value
    return None


@rule(
    id="NET-006",
    title="A workspace's network takes its private subnets, one a zone, and no others",
    severity=Severity.CRITICAL,
    applies_to=("databricks_mws_networks",),
    reads=("subnet_ids",),
    remedy="""Take the workspace's private subnets from core-network:

        subnet_ids = data.terraform_remote_state.core_network.outputs.private_subnet_ids["digital-field"]
    """,
    references=(CUSTOMER_VPC,),
)
def workspace_in_other_subnets(network: Resource, ctx: Context) -> Iterator[Answer]:
    """Databricks takes subnets between /17 and /26 only, so an endpoint or database subnet fails when the workspace is
    created; and a cluster in the database tier stands where only databases should be.
    """
    tiers = ctx.facts.estate.tiers
    compute = {name: tier for name, tier in tiers.items() if tier.purpose == "compute"}
    decided = False
    for reference in network.references("subnet_ids"):
        wrong = _wrong_output(reference, tiers, compute) or _wrong_subnet(reference, network, ctx)
        if wrong:
            yield Hit(
                network,
                wrong,
                "subnet_ids",
                expected=f"the output {', '.join(tier.output for tier in compute.values())}",
                tag=reference.text,
            )
        decided = decided or reference.remote_output is not None or reference.type == "aws_subnet"
    zones = next((tier.zones for tier in compute.values()), 2)
    ids = network.peek("subnet_ids")
    if isinstance(ids, list) and len(ids) < zones:
        yield Hit(
            network,
            f"the network has {len(ids)} subnets",
            "subnet_ids",
            expected=f"{zones}, one in each availability zone",
            tag="count",
        )
    if decided:
        network.settle("subnet_ids")
    else:
        network.get("subnet_ids")


def _wrong_output(reference: Reference, tiers: Mapping[str, Tier], compute: Mapping[str, Tier]) -> str:
    output = reference.remote_output
    if output is None or output in {tier.output for tier in compute.values()}:
        return ""
    other = next((name for name, tier in tiers.items() if tier.output == output), None)
    if other is not None:
        return f"these are subnets of the tier {other}"
    return "" if "private" in output else f"the output {output} does not hold private subnets"


def _wrong_subnet(reference: Reference, network: Resource, ctx: Context) -> str:
    if reference.type != "aws_subnet":
        return ""
    limits = ctx.facts.rules.workspaces
    for subnet in ctx.estate.resolve_all(reference, network.stack):
        range_ = network_in(subnet.peek("cidr_block"))
        if range_ is None:
            continue
        if not limits.shortest_subnet_prefix <= range_.prefixlen <= limits.longest_subnet_prefix:
            return f"{subnet.address} is {range_}, which Databricks does not take"
    return ""


# What a stack takes from the network, by type.
FROM_NETWORK = {
    "aws_alb": ("subnets",),
    "aws_alb_target_group": ("vpc_id",),
    "aws_db_subnet_group": ("subnet_ids",),
    "aws_ecs_service": ("network_configuration[0].subnets",),
    "aws_lb": ("subnets",),
    "aws_lb_target_group": ("vpc_id",),
    "aws_security_group": ("vpc_id",),
    "databricks_mws_networks": ("vpc_id", "subnet_ids"),
    "databricks_mws_vpc_endpoint": ("aws_vpc_endpoint_id",),
}


@rule(
    id="NET-007",
    title="Networks, subnets and endpoints come from core-network's state",
    severity=Severity.HIGH,
    applies_to=tuple(FROM_NETWORK),
    reads=tuple(f"{type_}.{path}" for type_, paths in FROM_NETWORK.items() for path in paths),
    needs=("role",),
    remedy="""Read it from core-network:

        vpc_id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
    """,
    references=(SHARED_VPC,),
)
def network_written_down(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """Ids of networks change when core-network builds something again. A literal, or a lookup by tag, then points at
    nothing, or at the wrong subnet, and nobody in core-network can see who depends on it.
    """
    placement = resource.stack.placement
    if placement is None or placement.role == "network":
        return
    for path in FROM_NETWORK[resource.type]:
        if not resource.is_set(path) or _from_network(resource, path, ctx):
            continue
        lookup = next((r for r in resource.references(path) if r.mode == "data" and r.type.startswith("aws_")), None)
        value = resource.peek(path)
        if lookup is None and type(value) is Unknown:
            yield Undecided(resource, f"`{path}`: {value.why()}", path, tag=path)
        else:
            how = f"looked up with {lookup.address}" if lookup is not None else "written down"
            yield Hit(
                resource,
                f"`{path}` is {how} instead of read from core-network's state",
                path,
                expected="data.terraform_remote_state.core_network.outputs.…",
                tag=path,
            )


def _from_network(resource: Resource, path: str, ctx: Context) -> bool:
    """Whether the value is an output of the network's stack, directly or through a resource of this one."""
    waiting, seen = [(resource, path)], {(resource.address, path)}
    while waiting:
        subject, at = waiting.pop()
        for reference in subject.references(at):
            if reference.type == "terraform_remote_state":
                if _is_network(reference, subject.stack, ctx):
                    return True
                continue
            target = ctx.estate.resolve(reference, subject.stack)
            if target is None or not reference.path or target.mode != "managed":
                continue
            if target.stack.placement is not None and target.stack.placement.role == "network":
                return True
            step = (target.address, str(reference.path[0]))
            if step not in seen:
                seen.add(step)
                waiting.append((target, step[1]))
    return False


def _is_network(reference: Reference, stack: Stack, ctx: Context) -> bool:
    for remote in stack.remote_states:
        if remote.resource.address == reference.address:
            if not isinstance(remote.address, str):
                return True  # whose state it is cannot be told; ORDER-001 speaks of that
            owner = ctx.facts.state_owner(remote.address)
            return owner is not None and owner.role == "network"
    return False
