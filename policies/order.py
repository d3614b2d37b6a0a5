"""In which order stacks are deployed, and what each layer holds."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from datahub_guard.analysis.stack_graph import Edge, StackGraph
from datahub_guard.model.addresses import shown
from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Placement
from datahub_guard.model.places import Related
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import RemoteState, Stack
from datahub_guard.model.values import Unknown, is_known
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

REMOTE_STATE = (
    "[The terraform_remote_state data source]"
    "(https://developer.hashicorp.com/terraform/language/state/remote-state-data)"
)
ADDRESS = ("config", "address")


def owners(remote: RemoteState, ctx: Context) -> list[Placement]:
    """The places of the stacks whose state is read, from the facts or from the estate."""
    placed = [s.placement for s in map(ctx.estate.stack, remote.owners) if s is not None and s.placement is not None]
    if placed or not isinstance(remote.address, str):
        return placed
    owner = ctx.facts.state_owner(remote.address)
    return [owner] if owner is not None else []


def rank_text(rank: tuple[int, int]) -> str:
    """`2.1` for (2, 1)."""
    return f"{rank[0]}.{rank[1]}"


@rule(
    id="ORDER-001",
    title="A stack reads the state of lower ranks only",
    severity=Severity.CRITICAL,
    scope="stack",
    needs=("rank",),
    remedy="""Turn the dependency round: let the lower layer publish an output, and read that. What a lower layer needs
    of a higher one has to be a name that both derive from the facts, never a state:

        data "terraform_remote_state" "aws_infra" {
          backend = "http"
          config = {
            address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
          }
        }
    """,
    references=(REMOTE_STATE,),
)
def upward_state_read(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Nothing is deployed out of order: networks before AWS resources, these before Unity Catalog, that before
    workspaces, these before data products and applications. A stack that reads a state of its own rank or of a higher
    one cannot be deployed first, and hides a cycle.
    """
    placement = stack.placement
    assert placement is not None and placement.rank is not None
    for remote in stack.remote_states:
        if not is_known(remote.address):
            reason = f"the state's address is not known: {remote.address.why()}"
            yield Hit(remote.resource, f"unresolvable upstream: {reason}", ADDRESS, expected="a literal address")
            continue
        found = owners(remote, ctx)
        if not found:
            yield Hit(
                remote.resource,
                f"unresolvable upstream: no stack of the platform has the state {_shown(remote)}",
                ADDRESS if remote.backend == "http" else ("backend",),
                expected="the GitLab state of a stack that the facts know",
            )
        for owner in found:
            if owner.rank is not None and owner.rank >= placement.rank:
                yield Hit(
                    remote.resource,
                    f"rank {rank_text(placement.rank)} reads {owner.name}, which has rank {rank_text(owner.rank)}",
                    ADDRESS,
                    expected=f"a state of a rank below {rank_text(placement.rank)}",
                )


def _shown(remote: RemoteState) -> str:
    return shown(str(remote.address)) if remote.address is not None else f"in the backend {remote.backend!r}"


@rule(
    id="ORDER-002",
    title="Stacks do not read one another's state in a circle",
    severity=Severity.CRITICAL,
    scope="estate",
    remedy="""Cut the circle at the read that goes up: move the resource that is read to the lower stack, or give its
    name by convention instead of through a state. `related` names every hop.
    """,
    references=(REMOTE_STATE,),
)
def circular_state_reads(estate: Estate, ctx: Context) -> Iterator[Answer]:
    """Stacks that wait for one another can be updated, but never be built again from nothing: after a loss of the
    account none of them can be the first. Nobody notices before that day, because each repository looks fine on its
    own.
    """
    graph = ctx.once("stack graph", StackGraph)
    for cycle in graph.cycles():
        up = next((i for i, edge in enumerate(cycle) if _goes_up(edge, estate)), 0)
        cycle = [*cycle[up:], *cycle[:up]]
        first = cycle[0]
        names = " -> ".join([*(edge.reader for edge in cycle), first.reader])
        yield Hit(
            first.remote.resource,
            f"these stacks read one another's state in a circle: {names}",
            ADDRESS,
            expected="a graph without circles",
            related=[_hop(edge) for edge in cycle[1:]],
            tag=" ".join(sorted(edge.reader for edge in cycle)),
        )


def _goes_up(edge: Edge, estate: Estate) -> bool:
    """Whether the read is one that ORDER-001 forbids: the one of a circle that must go."""
    reader, owner = estate.stack(edge.reader), estate.stack(edge.owner)
    if reader is None or owner is None or reader.placement is None or owner.placement is None:
        return False
    own, read = reader.placement.rank, owner.placement.rank
    return own is not None and read is not None and own <= read


def _hop(edge: Edge) -> Related:
    return Related(edge.remote.resource.place(ADDRESS), f"{edge.reader} reads {edge.owner}")


@rule(
    id="ORDER-003",
    title="Each layer declares the resources of its own layer",
    severity=Severity.HIGH,
    scope="stack",
    needs=("layer",),
    remedy="""Declare the resource in the repository of its layer, and read its outputs from there:

        bucket_name = data.terraform_remote_state.aws_infra.outputs.bucket_names["digital"]
    """,
)
def resource_of_another_layer(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Each repository manages one layer. A bucket that is created beside a workspace's schemas escapes the reviews,
    the keys and the names of the layer for buckets, and nobody looks for it there.
    """
    assert stack.placement is not None
    allowed = next((t for t in ctx.facts.rules.layers if t.layer == stack.placement.layer), None)
    if allowed is None:
        return
    for resource in stack.resources:
        patterns = allowed.managed if resource.mode == "managed" else allowed.data
        if not _matches(resource.type, patterns) or _matches(resource.type, allowed.forbidden):
            kind = "resources" if resource.mode == "managed" else "data sources"
            yield Hit(
                resource,
                f"{kind} of the type {resource.type} do not belong to layer {allowed.layer}",
                expected=", ".join(patterns) or "nothing",
            )


@lru_cache(maxsize=5_000)
def _matches(type_: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(type_, pattern) for pattern in patterns)


# Arguments of layer 2 that name something which layer 1 makes.
FROM_LAYER_1 = {
    "databricks_catalog": ("storage_root",),
    "databricks_external_location": ("url",),
    "databricks_metastore": ("storage_root",),
    "databricks_metastore_data_access": ("aws_iam_role[0].role_arn",),
    "databricks_mws_credentials": ("role_arn",),
    "databricks_mws_customer_managed_keys": ("aws_key_info[0].key_arn",),
    "databricks_mws_networks": ("vpc_id", "subnet_ids", "security_group_ids"),
    "databricks_mws_storage_configurations": ("bucket_name",),
    "databricks_mws_vpc_endpoint": ("aws_vpc_endpoint_id",),
    "databricks_storage_credential": ("aws_iam_role[0].role_arn",),
}
# Arguments of layer 3 that name something which layers 1 and 2 make.
FROM_LAYERS_1_AND_2 = {
    "databricks_cluster": ("aws_attributes[0].instance_profile_arn",),
    "databricks_external_location": ("url",),
    "databricks_instance_profile": ("instance_profile_arn",),
    "databricks_instance_pool": ("aws_attributes[0].instance_profile_arn",),
    "databricks_schema": ("catalog_name",),
    "databricks_sql_global_config": ("instance_profile_arn",),
    "databricks_volume": ("catalog_name",),
}


def comes_from_state(resource: Resource, path: str, ctx: Context) -> bool:
    """Whether the expression at `path` is made of an output of another stack, directly or through other resources."""
    seen: set[str] = set()
    waiting = [(resource, path)]
    while waiting:
        subject, at = waiting.pop()
        for reference in subject.references(at):
            if reference.type == "terraform_remote_state":
                return True
            if reference.text in seen or not reference.path:
                continue
            seen.add(reference.text)
            target = ctx.estate.resolve(reference, subject.stack)
            if target is None:
                continue
            attribute = str(reference.path[0])
            if not target.is_set(attribute) and (target.type in FROM_LAYER_1 or target.type in FROM_LAYERS_1_AND_2):
                return True  # a computed `id`: where it comes from is judged at that resource
            waiting.append((target, attribute))
    return False


def _judge(resource: Resource, paths: tuple[str, ...], ctx: Context, source: str) -> Iterator[Answer]:
    for path in paths:
        if not resource.is_set(path) or comes_from_state(resource, path, ctx):
            continue
        value = resource.peek(path)
        if type(value) is Unknown:
            yield Undecided(resource, f"`{path}`: {value.why()}", path, tag=path)
        elif not resource.stack.configured and any(r.type != "var" for r in resource.references(path)):
            reason = f"`{path}`: a plan does not show what local values are made of; check the configuration too"
            yield Undecided(resource, reason, path, tag=path)
        else:
            yield Hit(
                resource,
                f"`{path}` is written down here instead of read from {source}",
                path,
                expected="data.terraform_remote_state.….outputs.…",
                tag=path,
            )


@rule(
    id="ORDER-004",
    title="Layer 2 takes roles, buckets, keys and endpoints from the states of layer 1",
    severity=Severity.HIGH,
    applies_to=tuple(FROM_LAYER_1),
    reads=tuple(f"{type_}.{path}" for type_, paths in FROM_LAYER_1.items() for path in paths),
    needs=("layer",),
    remedy="""Read the name from the stack that makes the thing:

        role_arn = data.terraform_remote_state.aws_infra.outputs.uc_role_arns["digital"]
    """,
    references=(REMOTE_STATE,),
)
def layer_1_name_written_down(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """Unity Catalog fails when a bucket or a role does not exist yet, and a name that is written down twice drifts.
    Read from layer 1's state, the order of deployment is part of the code, and a rename is one change.
    """
    placement = resource.stack.placement
    if placement is not None and placement.layer == 2:
        yield from _judge(resource, FROM_LAYER_1[resource.type], ctx, "layer 1's state")


@rule(
    id="ORDER-005",
    title="Layer 3 takes what it builds on from the states of layers 1 and 2",
    severity=Severity.HIGH,
    scope="stack",
    needs=("layer",),
    remedy="""Read both layers' states, and take catalogs, hosts and instance profiles from them:

        catalog_name = data.terraform_remote_state.unity_catalog.outputs.catalog_names["digital_lab"]
    """,
    references=(REMOTE_STATE,),
)
def layer_2_name_written_down(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """A workspace's configuration hangs on buckets, profiles and keys of layer 1 and on catalogs, the metastore and
    hosts of layer 2. Where it names them itself, nothing says that they must exist first, and nothing breaks in
    review when they are renamed.
    """
    placement = stack.placement
    assert placement is not None
    if placement.layer != 3 or not stack.resources:
        return
    read = {owner.layer for remote in stack.remote_states for owner in owners(remote, ctx)}
    unresolved = any(not owners(remote, ctx) for remote in stack.remote_states)
    for layer in (1, 2):
        if layer not in read and not unresolved:
            message = f"no state of layer {layer} is read"
            yield Hit(stack, message, expected="a terraform_remote_state", tag=str(layer), absent=True)
    for resource in stack.of_type(*FROM_LAYERS_1_AND_2):
        yield from _judge(resource, FROM_LAYERS_1_AND_2[resource.type], ctx, "the states of layers 1 and 2")
    for provider in stack.providers:
        if provider.name.split(".")[0] == "databricks":
            yield from _judge(provider.resource, ("host",), ctx, "layer 2's state")
