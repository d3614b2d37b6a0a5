"""Facts for rules on how changes are delivered: layers, states, modules, pipelines, branches, documents."""

from __future__ import annotations

from collections.abc import Mapping

from datahub_guard.model.fact_kinds import EXPRESSION, FILE, FOLDER, FOLDER_TEMPLATE, GLOB, NAME, SLUG, TEXT, TYPE
from datahub_guard.model.records import Each, Flag, Named, Part, Record, Whole, Word, fact


class LayerTypes(Record):
    """What a layer may declare: everything that `managed` and `data` match and `forbidden` does not."""

    layer: int = fact(Whole(1, 99), "The layer's number")
    managed: tuple[str, ...] = fact(Each(TYPE), "Resource types")
    data: tuple[str, ...] = fact(Each(TYPE), "Data sources")
    forbidden: tuple[str, ...] = fact(
        Each(TYPE), "Types that these patterns match and that are not allowed", default=()
    )


class Changes(Record):
    """Resource types that a plan may not touch without a waiver."""

    binding_types: tuple[str, ...] = fact(Each(TYPE, least=1), "What binds workspaces to a metastore: never changed")
    workspace_types: tuple[str, ...] = fact(Each(TYPE, least=1), "What a workspace consists of: never replaced")
    protected_types: tuple[str, ...] = fact(
        Each(TYPE, least=1), "What holds data, or is named by other stacks: never destroyed or replaced"
    )


class State(Record):
    """Terraform states in GitLab."""

    lock_method: str = fact(NAME, "HTTP method that locks")
    unlock_method: str = fact(NAME, "HTTP method that unlocks")
    retry_wait_min: int = fact(Whole(0), "Seconds between attempts, at least")
    username: str = fact(NAME, "The user that pipelines read other states as")
    backend_file: str = fact(FILE, "The file that holds the backend block")
    upstream_files: tuple[str, ...] = fact(Each(FILE, least=1), "The files that hold `terraform_remote_state`")


class Module(Record):
    """A module of the library."""

    wraps: tuple[str, ...] = fact(Each(TYPE), "Resource types that are made through it only", default=())
    layers: tuple[int, ...] = fact(Each(Whole(1, 99), least=1), "The layers that use it")
    per: str = fact(
        Word("an extent", choices=("any", "business-unit", "workspace", "catalog")),
        "What each has its own call; `any`: wherever it is needed",
    )


class Modules(Record):
    """The module library."""

    repository: str = fact(NAME, "The repository that holds it, one folder a module")
    approved: Mapping[str, Module] = fact(Named(Part(Module), SLUG), "The modules by name")
    ref: str = fact(EXPRESSION, "What a pinned `?ref=` matches")


class DeploymentTier(Record):
    """How an environment or stage is called in pipelines."""

    environments: tuple[str, ...] = fact(Each(NAME, least=1), "Names of the deployment environments")
    tier: str = fact(
        Word("a deployment tier", choices=("production", "staging", "testing", "development", "other")), "Their tier"
    )


class Pipelines(Record):
    """GitLab pipelines."""

    stages: tuple[str, ...] = fact(Each(SLUG, least=1), "What a pipeline does, in this order")
    tools: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(EXPRESSION, least=1), SLUG, least=1), "Required checks, and the commands that run each"
    )
    apply_branch: str = fact(NAME, "The branch whose pipelines apply")
    deployments: tuple[DeploymentTier, ...] = fact(Each(Part(DeploymentTier)), "Deployment environments and their tier")
    artifact_access: tuple[str, ...] = fact(
        Each(Word("an access level", choices=("none", "maintainer", "developer"))), "Who may read plans"
    )
    longest_artifact_days: int = fact(Whole(1), "Days that plans are kept, at most")
    reports: tuple[str, ...] = fact(Each(SLUG), "Reports that check jobs hand to GitLab")
    no_destroy_environments: tuple[str, ...] = fact(Each(NAME), "Environments without any job that destroys")


class Git(Record):
    """Branches."""

    default_branch: str = fact(NAME, "The default branch")
    protected_branches: tuple[str, ...] = fact(Each(NAME, least=1), "Branches that nobody pushes to")
    branch_pattern: str = fact(EXPRESSION, "What any other branch's name matches")
    merge_messages: tuple[str, ...] = fact(Each(EXPRESSION, least=1), "What a merge's commit message contains")
    baseline: str | None = fact(
        Word("a commit or a date", r"[0-9a-f]{7,64}|[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "The commit or date from which on the rules of branches hold; without it, from the first commit",
        default=None,
    )


class Docs(Record):
    """Documents."""

    folder: str = fact(FOLDER, "The folder of the estate that mirrors each repository's name")
    own_folder: bool = fact(Flag(), "Whether a folder of that name inside the repository will do as well")
    diagrams: str = fact(FOLDER_TEMPLATE, "The folder of generated diagrams")
    diagram_names: str = fact(EXPRESSION, "What a diagram's file name matches")
    without: tuple[str, ...] = fact(Each(GLOB), "Repositories that need no documents", default=())
    readme_keys: tuple[str, ...] = fact(Each(TEXT), "What a repository's README states")
