"""Facts for rules on Databricks: Unity Catalog, workspaces and compute, asset bundles."""

from __future__ import annotations

from collections.abc import Mapping

from datahub_guard.model.fact_kinds import DATE, EXPRESSION, GLOB, IDENTIFIER, NAME, SLUG, TEMPLATE, TEXT
from datahub_guard.model.records import Each, Flag, Named, Part, Record, Whole, Word, fact

_PRIVILEGE = Word("a Unity Catalog privilege, like `USE_SCHEMA`", r"[A-Z]+(_[A-Z]+)*")
_ON = Word("a catalog or one of its schemas", r"catalog|[a-z][a-z0-9_]*")


class Persona(Record):
    """A group of people with the same needs, and what it may do where."""

    privileges: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(_PRIVILEGE), _ON), "What it may do, on `catalog` and on schemas by name"
    )
    stage_privileges: Mapping[str, Mapping[str, tuple[str, ...]]] = fact(
        Named(Named(Each(_PRIVILEGE), _ON), SLUG), "What it may do besides, in one stage only", default={}
    )


class Groups(Record):
    """Account groups."""

    persona: str = fact(TEMPLATE, "Name of a persona's group, with {business_unit}, {stage} and {persona}")
    platform: str = fact(NAME, "The platform engineers")
    admins: str = fact(NAME, "The platform's administrators: the only group with every privilege")
    forbidden: tuple[str, ...] = fact(Each(TEXT), "Principals that nothing is granted to", default=())


class Share(Record):
    """A catalog that another business unit's workspace may read."""

    catalog: str = fact(IDENTIFIER, "The catalog")
    workspace: str = fact(SLUG, "The workspace of the other business unit")
    mode: str = fact(Word("a mode", choices=("READ_ONLY",)), "How it is bound")
    approved_by: str = fact(TEXT, "Who approved it, or where")
    expires: str = fact(DATE, "The last day on which it holds")


class UnityCatalog(Record):
    """Metastores, catalogs, schemas and grants."""

    metastore_scope: str = fact(
        Word("a scope", choices=("env", "account")), "Whether there is one metastore an environment, or one in all"
    )
    catalog: str = fact(TEMPLATE, "Name of a catalog, with {identifier} and {stage}")
    schemas: tuple[str, ...] = fact(Each(IDENTIFIER, least=1), "The schemas of each catalog, rawest first")
    landing_schema: str = fact(IDENTIFIER, "The schema that takes files in, through an external volume")
    extra_schemas: tuple[str, ...] = fact(Each(IDENTIFIER), "Further schemas that a catalog may have", default=())
    groups: Groups = fact(Part(Groups), "Account groups")
    personas: Mapping[str, Persona] = fact(Named(Part(Persona), SLUG, least=1), "Personas by name")
    all_privileges: tuple[str, ...] = fact(Each(_PRIVILEGE), "Privileges of administrators and deployments only")
    shares: tuple[Share, ...] = fact(Each(Part(Share)), "Catalogs read by other business units", default=())


class InitScript(Record):
    """An init script that every cluster runs."""

    id: str = fact(SLUG, "What it does, in a word")
    match: str = fact(EXPRESSION, "A regular expression that its destination matches")
    spark_conf: Mapping[str, str] = fact(
        Named(EXPRESSION, TEXT), "Spark settings (as expressions) that do the same without the script", default={}
    )


class InitScripts(Record):
    """Init scripts, in the order in which clusters run them, and where they may lie."""

    mandatory: tuple[InitScript, ...] = fact(Each(Part(InitScript), least=1), "What every cluster runs, in this order")
    sources: Mapping[str, str] = fact(
        Named(EXPRESSION, SLUG, least=1), "Where scripts may lie: the kind of source, and what its destinations match"
    )


class PrivateAccess(Record):
    """How people reach workspaces."""

    public: bool = fact(Flag(), "Whether workspaces are reachable from the internet (hybrid access)", default=False)
    levels: tuple[str, ...] = fact(
        Each(Word("an access level", choices=("ACCOUNT", "ENDPOINT", "ANY")), least=1), "The access levels in use"
    )


class Workspaces(Record):
    """Workspaces and compute."""

    name: str = fact(TEMPLATE, "Name of a workspace, and the first label of its host, with {business_unit} and {stage}")
    pricing_tier: str = fact(NAME, "Pricing tier")
    shortest_subnet_prefix: int = fact(Whole(1, 32), "Largest subnet that Databricks takes, by prefix length")
    longest_subnet_prefix: int = fact(Whole(1, 32), "Smallest subnet that Databricks takes, by prefix length")
    private_access: PrivateAccess = fact(Part(PrivateAccess), "How people reach workspaces")
    init_scripts: InitScripts = fact(Part(InitScripts), "Init scripts")
    access_modes: tuple[str, ...] = fact(Each(NAME, least=1), "`data_security_mode` values that Unity Catalog enforces")
    auth_types: tuple[str, ...] = fact(Each(SLUG, least=1), "`auth_type` values of providers")
    auth_arguments: tuple[str, ...] = fact(Each(IDENTIFIER), "Provider arguments that no committed code has")
    auth_variables: tuple[str, ...] = fact(
        Each(Word("an environment variable", r"[A-Z][A-Z0-9_]*")), "Environment variables that no pipeline sets"
    )
    shortest_autotermination: int = fact(Whole(1), "Minutes of idling, at least")
    longest_autotermination: int = fact(Whole(1), "Minutes of idling, at most")
    cluster_tags: tuple[str, ...] = fact(Each(NAME), "Keys of the tags on every cluster")
    serverless: bool = fact(Flag(), "Whether serverless compute is allowed", default=False)


class BundleTarget(Record):
    """A target that every bundle has."""

    stage: str = fact(SLUG, "The stage that it deploys to")
    mode: str = fact(Word("a mode", choices=("development", "production")), "Its mode")
    default: bool = fact(Flag(), "Whether it is the one without `-t`", default=False)


class Bundles(Record):
    """Databricks asset bundles."""

    targets: Mapping[str, BundleTarget] = fact(Named(Part(BundleTarget), SLUG, least=1), "The targets by name")
    other_targets: tuple[str, ...] = fact(Each(GLOB), "Further targets that a bundle may have", default=())
    root_paths: tuple[str, ...] = fact(
        Each(TEXT, least=1), "What `workspace.root_path` of a production target starts with"
    )
    branch: str = fact(NAME, "The branch that production targets are deployed from")
    catalog_variable: str = fact(IDENTIFIER, "The bundle variable that names the catalog")
    manual_jobs: tuple[str, ...] = fact(Each(GLOB), "Jobs that need no schedule, as REPOSITORY/JOB", default=())
    resources: tuple[str, ...] = fact(Each(IDENTIFIER, least=1), "Kinds of resources that a bundle may have")
    sandbox_resources: tuple[str, ...] = fact(
        Each(IDENTIFIER), "Kinds of resources that a bundle may have in its own sandbox only", default=()
    )
