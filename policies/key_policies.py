"""Who may use KMS keys, by the keys' own policies and by the policies of identities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datahub_guard.analysis.policies import Condition, Policy, Principal, Statement, policy_at, skeleton
from datahub_guard.analysis.roles import IDENTITY_POLICIES, account_of, identity_policies
from datahub_guard.model.facts import Facts
from datahub_guard.model.paths import Path
from datahub_guard.model.references import Reference, parse_reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.values import Unknown, Value
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

KEY_POLICIES = "[Key policies](https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html)"
HOLE = "\x00"
RESTRICTING = frozenset(("ArnEquals", "ArnLike", "StringEquals", "StringEqualsIgnoreCase", "StringLike"))
ROOT = re.compile(r"(?:arn:[^:]*:iam::)?([^:]+):root|(\d{12})")
BY_ACCOUNT = ("kms:CallerAccount", "aws:PrincipalAccount")


@rule(
    id="KMS-005",
    title="A key's policy lets in nobody unnamed, and keeps the account's root as its administrator",
    severity=Severity.CRITICAL,
    applies_to=("aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key", "aws_kms_external_key"),
    reads=("policy",),
    remedy="""Name who may use the key, and let the account administer it:

        statement {
          sid       = "Administration"
          actions   = ["kms:*"]
          resources = ["*"]

          principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
          }
        }

    Where a principal must stay open, tie it to the platform with a condition (`trust.restricting_conditions` in the
    facts), under a positive operator without `IfExists`.
    """,
    references=(
        KEY_POLICIES,
        "[Default key policy](https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html)",
    ),
)
def key_for_everybody_or_for_nobody(key: Resource, ctx: Context) -> Iterator[Answer]:
    """Encryption with KMS protects as much as the key's policy does: with an open principal anybody's account decrypts.
    And a policy without the account's root can lock everybody out: when the named administrators are deleted, nobody
    can change the policy again, and the data behind the key is lost. A key without a policy of its own has AWS's,
    which is the account's root.
    """
    policy = policy_at(key, "policy", ctx.estate)
    if policy is None:
        return
    granting = [statement for statement in policy.statements if statement.allows]
    for statement in granting:
        opening = _opening(statement, key)
        restricted = any(_restricts(c, ctx.facts) for c in statement.conditions)
        if opening is not None and not restricted and not _holds_unknown(statement.body.get("Condition")):
            yield Hit(
                key,
                "the policy lets in any principal of any account",
                opening,
                expected="named principals, or a condition on one's own organization or account",
                tag=f"open {statement.sid}".strip(),
            )
    yield from _administration(key, policy, granting)


def _opening(statement: Statement, key: Resource) -> Path | None:
    """Where the statement lets everybody in; an unknown principal that may be everybody is noted."""
    if statement.not_principals:
        return statement.at("NotPrincipal")
    for principal in statement.principals:
        if principal.everyone:
            return principal.path
        if type(principal.value) is Unknown:
            key.settle(principal.path)
            if _may_be_everyone(principal.value):
                statement.policy.note(principal.path, principal.value)
    return None


def _may_be_everyone(value: Unknown) -> bool:
    """Whether nothing tells that an unknown principal is a named one: neither a part of it nor what it refers to."""
    if (skeleton(value) or HOLE).strip(HOLE):
        return False
    return all(Reference(text).type in ("var", "local", "") for text in value.references)


def _restricts(condition: Condition, facts: Facts) -> bool:
    """Whether the condition ties an open principal to something of one's own."""
    operator = condition.operator.removeprefix("ForAnyValue:")
    if operator not in RESTRICTING:
        return False
    if operator.endswith("Like") and any(isinstance(v, str) and not v.strip("*?") for v in condition.values):
        return False
    return any(condition.about(name) for name in facts.rules.trust.restricting_conditions.get("key", ()))


def _holds_unknown(condition: Value) -> bool:
    if isinstance(condition, dict):
        return any(type(keys) is Unknown for keys in condition.values())
    return type(condition) is Unknown


def _administration(key: Resource, policy: Policy, granting: list[Statement]) -> Iterator[Answer]:
    own = account_of(key)
    doubtful: list[Principal] = []
    for statement in granting:
        if not statement.does("kms:PutKeyPolicy"):
            continue
        conditions = statement.conditions
        for principal in statement.principals:
            if principal.everyone and any(c.about(name) for c in conditions for name in BY_ACCOUNT):
                return
            if principal.kind == "AWS" and not conditions:
                is_root = _is_root(principal, own)
                if is_root:
                    return
                if is_root is None:
                    doubtful.append(principal)
    if doubtful:
        who = skeleton(doubtful[0].value, "…")
        yield Undecided(key, f"whether {who} is the root of this key's account is not known", doubtful[0].path)
    elif not key.readings.unknown:
        yield Hit(
            key,
            "no statement lets the account's root administer the key",
            policy.path,
            expected="kms:* for the root of the key's own account",
            tag="root",
        )


def _is_root(principal: Principal, own: str | None) -> bool | None:
    """Whether this is the root of the account `own`; None when the account of one of both is not known."""
    match = ROOT.fullmatch(skeleton(principal.value) or "")
    if match is None:
        return False
    account = match[1] or match[2]
    if account.isdigit():
        return None if own is None else account == own
    references = principal.value.references if type(principal.value) is Unknown else ()
    looked_up = any(Reference(text).type == "aws_caller_identity" for text in references)
    return True if looked_up else None


ALIASES_IN_POLICIES = (
    "[Using aliases to control access](https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html)"
)
ON_ALIASES = frozenset(("kms:createalias", "kms:updatealias", "kms:deletealias"))


@rule(
    id="KMS-007",
    title="Permissions on a key name the key, and not an alias of it",
    severity=Severity.HIGH,
    applies_to=(*IDENTITY_POLICIES, "aws_iam_role", "data.databricks_aws_unity_catalog_policy"),
    reads=(
        *(f"{type_}.policy" for type_ in IDENTITY_POLICIES),
        "aws_iam_role.inline_policy",
        "data.databricks_aws_unity_catalog_policy.kms_name",
    ),
    remedy="""Name the key by its ARN:

        resources = [aws_kms_key.bu["digital"].arn]

    To permit by alias all the same, write `Resource = "*"` with a condition on `kms:ResourceAliases`.
    """,
    references=(ALIASES_IN_POLICIES,),
)
def permission_on_an_alias(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """An alias in `Resource` is a permission on the alias, to create or move it, and none on the key behind it. The
    policy is applied without an error, and the first job that reads the business unit's data fails with AccessDenied.
    """
    if resource.mode == "data":
        yield from _named(resource, resource.peek("kms_name"), ("kms_name",))
        return
    for policy in identity_policies(resource, ctx.estate):
        answers = [answer for statement in policy.statements for answer in _statement(resource, statement)]
        if not answers and not resource.readings.unknown:
            continue
        # what is wrong in a policy that such a data source writes is said of the data source
        if not resource.refers_to(policy.path, "databricks_aws_unity_catalog_policy"):
            yield from answers


def _statement(resource: Resource, statement: Statement) -> Iterator[Answer]:
    path = statement.at("Resource")
    several = isinstance(statement.body.get("Resource"), list)
    answers = [
        answer
        for i, named in enumerate(statement.resources)
        for answer in _named(resource, named, (*path, i) if several else path, statement.sid)
    ]
    if answers and any(a.startswith("kms:") and a not in ON_ALIASES for a in statement.actions):
        yield from answers


def _named(resource: Resource, value: Value, path: Path, sid: str = "") -> Iterator[Answer]:
    """What there is to say of a value that should name a key."""
    alias = _is_alias(value)
    if alias is None:
        yield Undecided(resource, f"whether this names an alias is not known: {value.why()}", path, tag=sid)
    elif alias:
        yield Hit(resource, f"{_shown(value)} is an alias", path, expected="the ARN of the key", tag=sid)


def _is_alias(value: Value) -> bool | None:
    """Whether this names an alias of a key; None when that is not known."""
    text = skeleton(value) or ""
    if re.search(r"(^|:)alias/", text):
        return True
    if type(value) is not Unknown or re.match(r"arn:[^:]*:(?!kms:)[a-z]|arn:.*:key/", text):
        return False
    references = [r for r in map(parse_reference, value.references) if r.type != "terraform_remote_state"]
    aliases = [r for r in references if r.type == "aws_kms_alias" and r.path[-1:] != ("target_key_arn",)]
    if value.direct and aliases:
        return True
    named = [r for r in references if r.type not in ("var", "local", "")]
    return False if named and not aliases else None


def _shown(value: Value) -> str:
    return skeleton(value, "…") or ", ".join(value.references)
