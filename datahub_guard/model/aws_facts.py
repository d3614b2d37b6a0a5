"""Facts for rules on AWS: names, tags, keys, TLS, trust, permissions, networks, applications."""

from __future__ import annotations

from collections.abc import Mapping

from datahub_guard.model.fact_kinds import (
    ARN,
    DATE,
    EXPRESSION,
    GLOB,
    IDENTIFIER,
    NAME,
    NETWORK,
    PORTS,
    PROTOCOL,
    RULE_ID,
    SLUG,
    TEMPLATE,
    TEXT,
    TYPE,
    UUID,
)
from datahub_guard.model.records import Each, Flag, Named, Part, Record, Whole, Word, fact


class Names(Record):
    """How resources in the environments' accounts are called."""

    pattern: str = fact(TEMPLATE, "A name, with {environment}, {kind} and {scope}")
    qualifier: str = fact(EXPRESSION, "What may follow a name, as a regular expression", default="")
    kinds: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(TYPE, least=1), SLUG, least=1), "What stands for {kind}, and the resource types named so"
    )
    scopes: tuple[str, ...] = fact(
        Each(TEMPLATE, least=1), "What stands for {scope}: a word, or a template with {business_unit} and {stage}"
    )
    foreign: tuple[str, ...] = fact(
        Each(GLOB), "Names that another party gave: a word of an environment in them says nothing", default=()
    )
    dictated: tuple[str, ...] = fact(Each(TEXT), "Beginnings of names that a service of AWS dictates", default=())


class Tags(Record):
    """Tags that resources carry: which are required, and which key tells what."""

    required: tuple[str, ...] = fact(Each(NAME, least=1), "Keys on every taggable resource")
    business_unit: str = fact(NAME, "The key that names the business unit")
    environment: str = fact(NAME, "The key that names the environment")
    layer: str = fact(NAME, "The key that names the layer")
    repository: str = fact(NAME, "The key that names the repository")
    workspace: str = fact(NAME, "The key that names the workspace which a subnet is for")
    application: str = fact(NAME, "The key that names the application which a subnet is for")
    tier: str = fact(NAME, "The key that names a subnet's tier")
    shared_business_unit: str | None = fact(
        SLUG, "The value of the business unit's key on what all business units share", default=None
    )


class Keys(Record):
    """KMS keys: one for each business unit, one for the metastore, in each environment."""

    business_unit_alias: str = fact(TEMPLATE, "Alias of a business unit's key")
    metastore_alias: str = fact(TEMPLATE, "Alias of the metastore's key")
    output: str = fact(IDENTIFIER, "The output that holds the keys' ARNs by business unit")
    least_deletion_window: int = fact(Whole(7, 30), "Days that a deleted key can be brought back, at least")
    rotation_days: tuple[int, ...] = fact(Each(Whole(90, 2560), least=2), "Shortest and longest rotation period")


class Exemption(Record):
    """What a kind of bucket is excused from, because AWS or the platform leaves no choice."""

    rules: tuple[str, ...] = fact(Each(RULE_ID, least=1), "The rules that do not apply")
    purpose: str = fact(
        Word("a purpose", choices=("load-balancer-logs",)), "What the bucket is for, as its references show"
    )
    reason: str = fact(TEXT, "Why")


class Buckets(Record):
    """S3 buckets."""

    metastore: str = fact(TEMPLATE, "Name of the metastore's bucket")
    exemptions: tuple[Exemption, ...] = fact(Each(Part(Exemption)), "Buckets that rules do not apply to", default=())


class TlsPolicy(Record):
    """An ELB security policy that is approved."""

    name: str = fact(NAME, "Its name")
    minimum_version: str = fact(Word("a TLS version", choices=("1.2", "1.3")), "The oldest TLS version that it accepts")
    post_quantum: bool = fact(Flag(), "Whether it offers post-quantum key exchange", default=False)


class Tls(Record):
    """TLS of load balancers."""

    preferred: str = fact(NAME, "The policy that a remedy proposes")
    require_tls13_only: bool = fact(Flag(), "Whether policies that still accept TLS 1.2 are refused", default=False)
    policies: tuple[TlsPolicy, ...] = fact(Each(Part(TlsPolicy), least=1), "The approved policies")


class ExternalId(Record):
    """The external id in trust policies: the Databricks account's id."""

    variable: str = fact(IDENTIFIER, "The Terraform variable that holds it; its value comes from CI")
    value: str | None = fact(UUID, "The id itself, where it may stand in a repository", default=None)
    storage_credentials: str = fact(
        Word("a way", choices=("account-admin", "per-credential")),
        "Who creates storage credentials: an account admin (the account's id) or not (an id for each credential)",
    )


class TrustException(Record):
    """A principal of another account that may assume a role without the external id."""

    role: str = fact(GLOB, "The role that is assumed, by name")
    principal: str = fact(ARN, "Who assumes it")
    condition: str = fact(TEXT, "The condition key that restricts it instead")
    approved_by: str = fact(TEXT, "Who allowed it")
    expires: str = fact(DATE, "The last day on which it holds")


class DnsAccess(Record):
    """The one way into another account: records in private zones, through an aliased provider."""

    account: str = fact(NAME, "The account that owns the zones")
    role: str = fact(GLOB, "The role there that is assumed, by name")
    provider_alias: str = fact(IDENTIFIER, "The alias of the provider that assumes it")
    layers: tuple[int, ...] = fact(Each(Whole(1, 99)), "The layers that may use it")


class Trust(Record):
    """Who may assume roles."""

    databricks_account: str = fact(NAME, "The account of Databricks' control plane")
    unity_catalog_role: str = fact(ARN, "Databricks' role that assumes storage roles")
    log_delivery_role: str = fact(ARN, "Databricks' role that delivers logs")
    external_id: ExternalId = fact(Part(ExternalId), "The external id")
    organization_id: str | None = fact(
        Word("an AWS organization's id", r"o-[a-z0-9]{10,32}"), "The AWS organization", default=None
    )
    exceptions: tuple[TrustException, ...] = fact(Each(Part(TrustException)), "Approved exceptions", default=())
    dns: DnsAccess = fact(Part(DnsAccess), "Access to private DNS zones")
    restricting_conditions: Mapping[str, tuple[str, ...]] = fact(
        Named(Each(TEXT, least=1), Word("a kind of policy", choices=("key", "bucket", "role"))),
        "Condition keys that restrict an open principal, in the policies of a key, a bucket and a role",
    )


class Permissions(Record):
    """What IAM policies may grant."""

    scoped_services: tuple[str, ...] = fact(
        Each(SLUG, least=1), "Services whose actions always name the resources that they are allowed on"
    )
    unscoped_actions: tuple[str, ...] = fact(
        Each(GLOB), "Actions that AWS allows on no particular resource, so that `*` is the only way", default=()
    )
    no_wildcard_services: tuple[str, ...] = fact(Each(SLUG, least=1), "Services of which `service:*` is never granted")
    forbidden_policies: tuple[str, ...] = fact(Each(GLOB), "AWS managed policies that are never attached", default=())


class FirewallRule(Record):
    """Traffic between business units that the firewalls let through."""

    source: str = fact(SLUG, "The business unit that connects")
    target: str = fact(SLUG, "The business unit that is connected to")
    environment: str = fact(NAME, "In which environment")
    protocol: str = fact(PROTOCOL, "The protocol")
    ports: str = fact(PORTS, "The ports")
    approved_by: str = fact(TEXT, "Who approved it, or where")
    expires: str = fact(DATE, "The last day on which it holds")


class PrivateEndpoint(Record):
    """A VPC endpoint that each environment's network has."""

    service: str = fact(TEXT, "Its service name")
    type: str = fact(
        Word("an endpoint type", choices=("Interface", "Gateway", "any")), "Its type; `any`: interface or gateway"
    )
    purpose: str = fact(
        Word("a purpose", choices=("aws", "databricks-rest", "databricks-relay", "databricks-front-end")),
        "Which connection it is",
    )
    private_dns: bool = fact(Flag(), "Whether the service's own name must resolve to it", default=False)
    restricted_policy: bool = fact(Flag(), "Whether it needs a policy narrower than AWS's default", default=False)


class NetworkRules(Record):
    """What networks are made of, and by whom."""

    private_ranges: tuple[str, ...] = fact(Each(NETWORK, least=1), "Everything that is inside")
    owner_types: tuple[str, ...] = fact(Each(TYPE, least=1), "Resource types of the network's owner only")
    owner_modules: tuple[str, ...] = fact(Each(GLOB), "Module sources of the network's owner only", default=())
    endpoint_types: tuple[str, ...] = fact(Each(TYPE, least=1), "Resource types of endpoints, of the owner only")
    share_with_units: tuple[str, ...] = fact(Each(ARN), "Organizational units that subnets are shared with", default=())
    endpoints: Mapping[str, PrivateEndpoint] = fact(
        Named(Part(PrivateEndpoint), IDENTIFIER), "The endpoints of each environment's network, by output key"
    )
    least_endpoint_subnets: int = fact(Whole(1, 6), "In how many subnets an interface endpoint is, at least")
    databricks_buckets: tuple[str, ...] = fact(Each(NAME), "Databricks' buckets that endpoint policies let through")
    firewall_rules: tuple[FirewallRule, ...] = fact(
        Each(Part(FirewallRule)), "Traffic between business units that the firewalls let through", default=()
    )


class SecurityGroupRule(Record):
    """Traffic that a workspace's security group has to let through, and nothing else."""

    ports: str = fact(PORTS, "The ports")
    protocol: str = fact(PROTOCOL, "The protocol")
    peer: str = fact(
        Word("a peer", choices=("self", "databricks-endpoints", "database", "s3", "resolver")),
        "Who is at the other end",
    )
    required: bool = fact(Flag(), "Whether clusters fail without it", default=True)
    purpose: str = fact(TEXT, "What it is for")


class SecurityGroups(Record):
    """Security groups."""

    workspace_egress: tuple[SecurityGroupRule, ...] = fact(Each(Part(SecurityGroupRule), least=1), "Out of a workspace")
    workspace_ingress: tuple[SecurityGroupRule, ...] = fact(Each(Part(SecurityGroupRule), least=1), "Into a workspace")


class OnlyIn(Record):
    """Resource types that only one environment has."""

    types: tuple[str, ...] = fact(Each(TYPE, least=1), "The resource types")
    environment: str = fact(NAME, "The environment")


class Applications(Record):
    """Applications on ECS, with load balancers, databases and DNS."""

    parameter_prefixes: Mapping[str, str] = fact(
        Named(Word("a path", r"(/[\w.-]+)+/"), NAME), "Where an application's parameters are, by repository", default={}
    )
    parameter_prefix: str = fact(TEMPLATE, "Where the parameters of any other application are")
    engines: tuple[str, ...] = fact(Each(NAME, least=1), "Database engines")
    least_backup_days: int = fact(Whole(0, 35), "Days of database backups, at least")
    datastores: Mapping[str, str] = fact(
        Named(NAME, NAME), "The repository that holds an application's data, by the application's", default={}
    )
    datastore_types: tuple[str, ...] = fact(Each(TYPE, least=1), "Resource types that hold data")
    only_in: tuple[OnlyIn, ...] = fact(Each(Part(OnlyIn)), "Resource types that only one environment has", default=())


class SecretPattern(Record):
    """The shape of a credential."""

    name: str = fact(TEXT, "What it is")
    expression: str = fact(EXPRESSION, "A regular expression that finds it")


class Secrets(Record):
    """Credentials, and where they may be."""

    patterns: tuple[SecretPattern, ...] = fact(Each(Part(SecretPattern), least=1), "Shapes of credentials")
    dummies: tuple[str, ...] = fact(Each(TEXT), "Values that look like credentials and are none", default=())
    least_recovery_days: int = fact(Whole(0, 30), "Days that a deleted secret can be brought back, at least")
