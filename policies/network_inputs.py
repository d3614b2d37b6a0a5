"""Where stacks take their network from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datahub_guard.analysis.elements import Element, elements_of
from datahub_guard.analysis.mentions import Noted, network_ids_in, noted
from datahub_guard.analysis.network_sources import Kind, NetworkSources, Source
from datahub_guard.analysis.ranges import Ledger, Subnet, word_in
from datahub_guard.model.estate_facts import Tier
from datahub_guard.model.paths import Path, path_text, without_positions
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
    created; and a cluster in the database tier stands where only databases should be. Which subnets they are is told
    by the key of the output that they come from, and by the subnets behind it where the estate holds them.
    """
    judge = _Subnets(network, ctx)
    elements = elements_of(network, "subnet_ids")
    said: set[tuple[str, str]] = set()
    told = True
    for element in elements:
        wrong = judge.wrong(element)
        place = str(network.place(element.path))
        if wrong and (wrong, place) not in said:
            said.add((wrong, place))
            yield Hit(network, wrong, element.path, expected=f"the output {judge.outputs}", tag=wrong)
        told = told and judge.is_told(element)
    numbers = list(judge.number(elements))
    yield from numbers
    if not told and not said and not numbers:
        yield Undecided(network, "`subnet_ids`: nothing says which tier they belong to", "subnet_ids")


class _Subnets:
    """Judges the subnets of one workspace's network."""

    def __init__(self, network: Resource, ctx: Context) -> None:
        self._network = network
        self._ctx = ctx
        self._ledger = ctx.once("ledger of subnets", Ledger)
        self._tiers: Mapping[str, Tier] = ctx.facts.estate.tiers
        self._compute = {name: tier for name, tier in self._tiers.items() if tier.purpose == "compute"}
        self._workspaces = sorted((w.name for w in ctx.facts.workspaces), key=len, reverse=True)
        name = network.peek("network_name")
        words = f"{network.address}/{name if isinstance(name, str) else ''}"
        self._workspace = word_in(words, self._workspaces)
        self.outputs = ", ".join(tier.output for tier in self._compute.values())

    def wrong(self, element: Element) -> str:
        """What is wrong with what is given, or nothing."""
        for reference in element.references:
            of_subnet = reference.type == "aws_subnet"
            wrong = self._wrong_subnets(element, reference) if of_subnet else self._wrong_output(element, reference)
            if wrong:
                return wrong
        return ""

    def is_told(self, element: Element) -> bool:
        """Whether something says which subnets these are."""
        return any(r.remote_output is not None or r.type == "aws_subnet" for r in element.references)

    def number(self, elements: list[Element]) -> Iterator[Answer]:
        """One subnet a zone, as far as their number and their zones are known."""
        if any(element.path == ("subnet_ids",) for element in elements):
            return
        if not elements and not self._network.is_set("vpc_id"):
            return  # another cloud's network
        wanted = max((tier.zones for tier in self._compute.values()), default=0)
        different = {
            str(e.value) if isinstance(e.value, str) else tuple(r.text for r in e.references) for e in elements
        }
        zones = {self._zone(element) for element in elements}
        if len(different) != wanted:
            message = f"the network has {len(different)} subnets"
        elif None not in zones and len(zones) < wanted:
            message = f"the network's subnets lie in {len(zones)} zones"
        else:
            return
        expected = f"{wanted}, one in each availability zone"
        yield Hit(self._network, message, "subnet_ids", expected=expected, tag="number")

    def _zone(self, element: Element) -> str | None:
        for reference in element.references:
            subnet = self._ctx.estate.resolve(reference, self._network.stack)
            zone = subnet.peek("availability_zone") if subnet is not None and subnet.type == "aws_subnet" else None
            if isinstance(zone, str):
                return zone
        return None

    def _wrong_output(self, element: Element, reference: Reference) -> str:
        if reference.remote_output is None:
            return ""
        keys = [str(step) for step in reference.path[1:]]
        workspace = next((key for key in keys if key in self._workspaces), None)
        if workspace is not None and self._workspace not in (None, workspace):
            return f"these are subnets of {workspace}, and the network is {self._workspace}'s"
        if any(tier.output in keys for tier in self._compute.values()):
            return ""
        for name, tier in self._tiers.items():
            if tier.output in keys:
                return f"these are subnets of the tier {name}"
        if any("private" in key for key in keys) or any(r.type == "aws_subnet" for r in element.references):
            return ""
        return f"the output {reference.remote_output} does not hold private subnets"

    def _wrong_subnets(self, element: Element, reference: Reference) -> str:
        """As `wrong`, of the subnets themselves, where the estate holds them.

        A plan names the resource that an element comes from and not the instance. One element is one of them.
        """
        wrongs = []
        for resource in self._ctx.estate.resolve_all(reference, self._network.stack):
            subnet = self._ledger.of(resource)
            wrongs.append(self._wrong_subnet(subnet) if subnet is not None else "")
        if element.path != ("subnet_ids",) and "" in wrongs:
            return ""
        return next(filter(None, wrongs), "")

    def _wrong_subnet(self, subnet: Subnet) -> str:
        if subnet.tier is not None and subnet.tier not in self._compute:
            return f"these are subnets of the tier {subnet.tier}"
        if self._workspace is not None and subnet.workspace not in (None, self._workspace):
            return f"these are subnets of {subnet.workspace}, and the network is {self._workspace}'s"
        limits = self._ctx.facts.rules.workspaces
        shortest, longest = limits.shortest_subnet_prefix, limits.longest_subnet_prefix
        if subnet.range is not None and not shortest <= subnet.range.prefix_length <= longest:
            taken_ones = f"Databricks takes subnets from /{shortest} to /{longest}"
            return f"{taken_ones}, and these are a /{subnet.range.prefix_length}"
        return ""


NOT_HERE = "what it is made of is not here: it is in a state, or behind a local, which a plan does not show"

# What stacks take from the network, by type.
FROM_NETWORK = {
    "aws_alb": ("subnets", "subnet_mapping[*].subnet_id"),
    "aws_alb_target_group": ("vpc_id",),
    "aws_db_proxy": ("vpc_subnet_ids",),
    "aws_db_subnet_group": ("subnet_ids",),
    "aws_ecs_service": ("network_configuration[*].subnets",),
    "aws_efs_mount_target": ("subnet_id",),
    "aws_elasticache_subnet_group": ("subnet_ids",),
    "aws_glue_connection": ("physical_connection_requirements[*].subnet_id",),
    "aws_instance": ("subnet_id",),
    "aws_lambda_function": ("vpc_config[*].subnet_ids",),
    "aws_lb": ("subnets", "subnet_mapping[*].subnet_id"),
    "aws_lb_target_group": ("vpc_id",),
    "aws_network_interface": ("subnet_id",),
    "aws_redshift_subnet_group": ("subnet_ids",),
    "aws_route53_zone": ("vpc[*].vpc_id",),
    "aws_route53_zone_association": ("vpc_id",),
    "aws_security_group": ("vpc_id",),
    "aws_service_discovery_private_dns_namespace": ("vpc",),
    "databricks_mws_networks": ("vpc_id", "subnet_ids"),
    "databricks_mws_vpc_endpoint": ("aws_vpc_endpoint_id",),
}
# Security groups that may be core-network's as well as the stack's own or another stack's.
GROUPS = {
    "aws_security_group_rule": ("source_security_group_id",),
    "aws_vpc_security_group_egress_rule": ("referenced_security_group_id",),
    "aws_vpc_security_group_ingress_rule": ("referenced_security_group_id",),
}


@rule(
    id="NET-007",
    title="Networks, subnets and endpoints come from core-network's state",
    severity=Severity.HIGH,
    scope="stack",
    reads=tuple(f"{type_}.{path}" for type_, paths in (FROM_NETWORK | GROUPS).items() for path in paths),
    remedy="""Read it from core-network:

        vpc_id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
    """,
    references=(SHARED_VPC,),
)
def network_written_down(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Ids of networks change when core-network builds something again. A literal, or a lookup by tag, then points at
    nothing, or at the wrong subnet, and nobody in core-network can see who depends on it. What another stack or a data
    source hands on by the id that it has from core-network is core-network's still. Security groups may be a stack's
    own: of them only ids that are written down, and lookups, are found.
    """
    placement = stack.placement
    if placement is not None and placement.role == "network":
        return
    takers = stack.of_type(*FROM_NETWORK)
    if placement is None:
        if takers:
            yield Undecided(stack, "the facts do not know this stack, so whether it owns its network is not known")
        return
    sources = ctx.once("sources of networks", NetworkSources)
    for resource in takers:
        for element in taken(resource, FROM_NETWORK[resource.type]):
            yield from _judged(resource, element, sources.of(element, stack))
    for resource in stack.of_type(*GROUPS):
        for element in taken(resource, GROUPS[resource.type]):
            source = sources.of(element, stack)
            if source.kind is Kind.LOOKUP:
                yield from _judged(resource, element, source)
    here: Noted = ctx.once(f"noted texts of {stack.name}", lambda estate: noted(stack, estate.facts))
    for text in here.texts:
        if text.subject.mode == "managed" and network_ids_in(text.text) and not _is_taken(text.subject, text.path):
            element = Element(text.path, text.text, text.subject.references(text.path))
            if sources.of(element, stack).kind is Kind.LITERAL:
                yield _hit(text.subject, text.path, "written down")


def taken(resource: Resource, paths: tuple[str, ...]) -> Iterator[Element]:
    """What a resource takes from the network, element by element."""
    for path in paths:
        head, wildcard, rest = path.partition("[*].")
        if not wildcard:
            yield from elements_of(resource, path)
            continue
        blocks = resource.peek(head)
        for i in range(len(blocks) if isinstance(blocks, list) else 0):
            yield from elements_of(resource, (head, i, rest))


def _is_taken(resource: Resource, path: Path) -> bool:
    steps = "".join("[*]" if isinstance(step, int) else f".{step}" for step in path)[1:]
    return any(steps in (taken_path, f"{taken_path}[*]") for taken_path in FROM_NETWORK.get(resource.type, ()))


def _judged(resource: Resource, element: Element, source: Source) -> Iterator[Answer]:
    path = element.path
    if source.kind is Kind.UNKNOWN:
        why = element.value.why() if type(element.value) is Unknown else NOT_HERE
        yield Undecided(resource, f"`{path_text(path)}`: {why}", path, tag=without_positions(path))
    elif source.kind is not Kind.NETWORK:
        how = {Kind.LOOKUP: f"looked up with {source.address}", Kind.MADE_HERE: f"made here, by {source.address}"}
        yield _hit(resource, path, how.get(source.kind, "written down"))


def _hit(resource: Resource, path: Path, how: str) -> Hit:
    return Hit(
        resource,
        f"`{path_text(path)}` is {how} instead of read from core-network's state",
        path,
        expected="data.terraform_remote_state.core_network.outputs.…",
        tag=without_positions(path),
    )
