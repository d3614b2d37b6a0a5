"""Who may assume roles across accounts, and on which condition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from datahub_guard.analysis.databricks_documents import SELF_SID, UNITY_CATALOG_SID
from datahub_guard.analysis.policies import Condition, Policy, Principal, Statement, known_start, matches, skeleton
from datahub_guard.analysis.roles import account_of, attached_policies, trust_policy, unseen_policies
from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.paths import Path
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.values import Unknown, Value, reveal
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

EXTERNAL_ID = "sts:ExternalId"
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
CONFUSED_DEPUTY = "[The confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)"
OPERATORS = (
    "[Condition operators]"
    "(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)"
)
REMEDY = """Demand the Databricks account's id as the external id, in the statement that lets the other account in:

        condition {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = [var.databricks_account_id]
        }
    """


def assuming(policy: Policy | None) -> Iterator[Statement]:
    """The statements of a trust policy that let somebody assume the role."""
    for statement in policy.statements if policy is not None else ():
        if statement.allows and statement.does("sts:AssumeRole"):
            yield statement


def external_ids(statement: Statement) -> list[Condition]:
    """The statement's conditions on the external id, under any operator."""
    return [condition for condition in statement.conditions if condition.about(EXTERNAL_ID)]


def databricks_account(facts: Facts) -> str:
    """The id of Databricks' account."""
    return facts.estate.accounts[facts.rules.trust.databricks_account].id


def is_databricks(principal: Principal, statement: Statement, role: Resource, databricks: str) -> bool:
    """Whether the principal is Databricks: by its account, or because Databricks' own document lets it in."""
    if principal.account == databricks:
        return True
    return statement.sid == UNITY_CATALOG_SID and principal.account not in (None, account_of(role))


@rule(
    id="XACC-001",
    title="A role that Databricks may assume demands the Databricks account's id as external id",
    severity=Severity.CRITICAL,
    applies_to=("aws_iam_role",),
    reads=("assume_role_policy",),
    remedy=REMEDY,
    references=(CONFUSED_DEPUTY,),
)
def databricks_trust_without_external_id(role: Resource, ctx: Context) -> Iterator[Answer]:
    """Databricks assumes the roles of all its customers from one account of its own. Without an external id in the
    condition, any other customer who knows the role's ARN can have Databricks assume it on their behalf, and reads
    what the role reads.
    """
    databricks = databricks_account(ctx.facts)
    for statement in assuming(trust_policy(role, ctx.estate)):
        principals = [p for p in statement.principals if is_databricks(p, statement, role, databricks)]
        if not principals:
            continue
        conditions = external_ids(statement)
        if not conditions:
            yield Hit(
                role,
                f"Databricks ({_who(principals[0])}) may assume this role without an external id",
                principals[0].path,
                expected=f"a condition StringEquals on {EXTERNAL_ID}",
                tag=statement.sid,
            )
        yield from _values(role, statement, ctx)


def _values(role: Resource, statement: Statement, ctx: Context) -> Iterator[Answer]:
    """What is wrong with the external ids that a statement demands; whether they are demanded at all is XACC-003's."""
    for condition in external_ids(statement):
        if condition.operator == "StringEquals" and len(condition.values) == 1:
            yield from _value(role, condition, condition.values[0], statement, ctx)


def _value(role: Resource, condition: Condition, value: Value, statement: Statement, ctx: Context) -> Iterator[Answer]:
    external = ctx.facts.rules.trust.external_id
    value = reveal(value)
    if type(value) is Unknown:
        if not _is_account_id(value, external.variable):
            yield Undecided(role, f"the external id is not known: {value.why()}", condition.path, tag=statement.sid)
    elif external.value is not None and value != external.value:
        yield _wrong(role, condition, statement, "the external id is not the Databricks account's id")
    elif value and "*" not in str(value) and not UUID.fullmatch(str(value)):
        yield _wrong(role, condition, statement, f"the external id {value} is no Databricks account's id")


def _wrong(role: Resource, condition: Condition, statement: Statement, message: str) -> Hit:
    return Hit(role, message, condition.path, expected="the Databricks account's id, a UUID", tag=statement.sid)


def _is_account_id(value: Unknown, variable: str) -> bool:
    """Whether the unknown is the variable that holds the id, or the id that Databricks gave to a credential."""
    for text in value.references:
        reference = Reference(text)
        if reference.type == "var" and reference.name == variable:
            return True
        if reference.path and reference.path[-1] in ("external_id", "account_id") and "databricks" in reference.type:
            return True
    return False


def _who(principal: Principal) -> str:
    return skeleton(principal.value, "…") or "a principal that is not known"


@rule(
    id="XACC-002",
    title="A role that another account may assume demands the external id",
    severity=Severity.CRITICAL,
    applies_to=("aws_iam_role",),
    reads=("assume_role_policy",),
    remedy=REMEDY,
    references=(CONFUSED_DEPUTY,),
)
def foreign_trust_without_external_id(role: Resource, ctx: Context) -> Iterator[Answer]:
    """All roles that are assumed across accounts take the Databricks account's id as external id, the DNS role in the
    network's account included. A role without it is open to every identity of the other account that may call
    `sts:AssumeRole`, today's and tomorrow's.
    """
    own = account_of(role)
    databricks = databricks_account(ctx.facts)
    for statement in assuming(trust_policy(role, ctx.estate)):
        demanded = bool(external_ids(statement))
        if "NotPrincipal" in statement.body and not demanded:
            at = statement.at("NotPrincipal")
            yield Hit(role, "everybody but a few may assume this role", at, expected="`Principal`", tag=statement.sid)
        foreign = False
        for principal in statement.principals:
            if principal.kind != "AWS" or is_databricks(principal, statement, role, databricks):
                continue
            if principal.everyone or (own is not None and principal.account not in (None, own)):
                foreign = True
                if not demanded and not _excepted(role, statement, principal, ctx.facts):
                    yield Hit(
                        role,
                        f"{_who(principal)} is not of this role's account, and needs no external id",
                        principal.path,
                        expected=f"a condition StringEquals on {EXTERNAL_ID}",
                        tag=f"{statement.sid} {_who(principal)}".strip(),
                    )
            elif not demanded and (own is None or (principal.account is None and not _own(principal, role))):
                yield Undecided(role, _doubt(own, principal), principal.path, tag=statement.sid)
        if foreign:
            yield from _values(role, statement, ctx)


def _own(principal: Principal, role: Resource) -> bool:
    """Whether an unknown principal is one of the same stack, created in the same account."""
    references = principal.value.references if type(principal.value) is Unknown else ()
    for text in references:
        reference = Reference(text)
        if reference.type in ("aws_iam_role", "aws_iam_user", "aws_caller_identity"):
            target = role.stack.at(reference.address)
            if target is not None and target.provider == role.provider:
                return True
    return False


def _doubt(own: str | None, principal: Principal) -> str:
    if own is None:
        return "the account of this role is not known, so whether the principal is of another one is not known either"
    value = principal.value
    return f"the principal is not known: {value.why() if type(value) is Unknown else value}"


def _excepted(role: Resource, statement: Statement, principal: Principal, facts: Facts) -> bool:
    name = role.peek("name")
    who = known_start(principal.value)
    for exception in facts.rules.trust.exceptions:
        if (
            fnmatchcase(str(name), exception.role)
            and who == exception.principal
            and any(c.about(exception.condition) for c in statement.conditions)
        ):
            return True
    return False


@rule(
    id="XACC-003",
    title="The condition on an external id restricts",
    severity=Severity.HIGH,
    applies_to=("aws_iam_role",),
    reads=("assume_role_policy",),
    remedy=REMEDY,
    references=(CONFUSED_DEPUTY, OPERATORS),
)
def external_id_that_restricts_nothing(role: Resource, ctx: Context) -> Iterator[Answer]:
    """`StringEqualsIfExists` is true when the caller sends no external id, `StringLike` with `*` when it sends any, and
    a list of values when it sends one of them. Each looks like a condition in a review, and each lets everybody in
    whom it was written to keep out.
    """
    for statement in assuming(trust_policy(role, ctx.estate)):
        for condition in external_ids(statement):
            fault = _fault(condition)
            if fault:
                # the operator is what must change, or the values under it
                at = condition.path if condition.operator == "StringEquals" else condition.path[:-1]
                yield Hit(role, fault, at, expected="StringEquals with one literal value", tag=statement.sid)


def _fault(condition: Condition) -> str:
    if condition.operator != "StringEquals":
        return f"the external id is compared with {condition.operator}"
    values = [reveal(value) for value in condition.values]
    if len(values) != 1:
        return f"{len(values)} external ids are accepted"
    if values[0] in ("", None):
        return "the external id is empty"
    if isinstance(values[0], str) and ("*" in values[0] or "?" in values[0]):
        return f"the external id {values[0]} is a pattern, which StringEquals takes literally"
    return ""


@rule(
    id="XACC-006",
    title="A Unity Catalog storage role may assume itself",
    severity=Severity.HIGH,
    applies_to=("aws_iam_role",),
    reads=("assume_role_policy", "name"),
    remedy="""Let the role assume itself, in its trust policy and in its permissions. Databricks' own document writes
    the trust:

        data "databricks_aws_unity_catalog_assume_role_policy" "this" {
          aws_account_id = var.aws_account_id
          role_name      = local.role_name
          external_id    = var.databricks_account_id
        }
    """,
    references=(
        "[Storage credentials](https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual)",
    ),
)
def storage_role_that_cannot_assume_itself(role: Resource, ctx: Context) -> Iterator[Answer]:
    """Databricks validates that a storage role assumes itself and refuses the storage credential otherwise, so layer 2
    fails after layer 1 was applied. The self-assuming statement takes the external id too.
    """
    policy = trust_policy(role, ctx.estate)
    if policy is None:
        return
    facts = ctx.facts
    statements = list(assuming(policy))
    master = facts.rules.trust.unity_catalog_role
    if not any(known_start(p.value) == master for s in statements for p in s.principals):
        written = next((s for s in statements if s.sid == UNITY_CATALOG_SID), None)
        if statements and (written is not None or role in ctx.once("storage roles", storage_roles)):
            yield Hit(
                role,
                "this is a role for storage credentials, but Unity Catalog's own role may not assume it",
                written.at("Principal") if written is not None else policy.path,
                expected=master,
                tag="master",
            )
        return
    own = [s for s in statements if _is_self(s, role, databricks_account(facts))]
    if not own:
        yield Hit(
            role,
            "Unity Catalog may assume this role, but the role may not assume itself",
            _self_place(policy, statements, role),
            expected="a statement for the role's own ARN",
            tag="trust",
        )
    for statement in own:
        if not external_ids(statement):
            at = statement.at("Principal")
            yield Hit(role, "the role may assume itself without the external id", at, expected=EXTERNAL_ID, tag="id")
    yield from _self_permission(role, ctx)


def _self_place(policy: Policy, statements: list[Statement], role: Resource) -> Path:
    """What must change: in Databricks' document the account or the name, elsewhere the policy."""
    for statement in statements:
        if statement.sid == SELF_SID:
            account = account_of(role)
            if account is not None and any(p.account not in (None, account) for p in statement.principals):
                return statement.at("Principal")
            return (*statement.at("Condition"), "ArnLike", "aws:PrincipalArn")
    return policy.path


def storage_roles(estate: Estate) -> list[Resource]:
    """The roles that storage credentials take, in whatever stack they are."""
    found = []
    for stack in estate.stacks:
        for credential in stack.of_type("databricks_storage_credential", "databricks_metastore_data_access"):
            for reference in credential.references("aws_iam_role[0].role_arn"):
                if reference.type == "aws_iam_role":
                    role = estate.resolve(reference, stack)
                    if role is not None:
                        found.append(role)
    return found


def _arn(role: Resource) -> str | None:
    """The end of the role's ARN, `:role/PATH/NAME`, when its name is known."""
    name, path = role.peek("name"), role.peek("path")
    return f":role{path if isinstance(path, str) else '/'}{name}" if isinstance(name, str) else None


def _may_be(text: str | None, end: str | None) -> bool:
    """Whether an ARN or a pattern of ARNs covers the role whose ARN ends in `end`; unknown names are given credit."""
    if text is None or text == "*":
        return True
    at = text.find(":role")
    if at < 0 or end is None:
        return at >= 0
    return matches(text[at:].replace("\x00", "*"), end)


def _is_self(statement: Statement, role: Resource, databricks: str) -> bool:
    end, account = _arn(role), account_of(role)
    for principal in statement.principals:
        if principal.kind != "AWS" or principal.account == databricks:
            continue
        if account is not None and principal.account not in (None, account):
            continue
        who = skeleton(principal.value)
        if who is not None and ":role" in who and _may_be(who, end):
            return True
        if _names_self(statement, end):
            return True
    return False


def _names_self(statement: Statement, end: str | None) -> bool:
    for condition in statement.conditions:
        if condition.operator in ("ArnLike", "ArnEquals", "StringLike", "StringEquals") and condition.about(
            "aws:PrincipalArn"
        ):
            return any(_may_be(skeleton(value), end) for value in condition.values)
    return False


def _self_permission(role: Resource, ctx: Context) -> Iterator[Answer]:
    end = _arn(role)
    unknown = len(role.readings.unknown)
    for policy in attached_policies(role, ctx.estate):
        for statement in policy.statements:
            if not (statement.allows and statement.does("sts:AssumeRole")):
                continue
            if statement.not_resources or any(_is_own(item, role, end) for item in statement.resources):
                return
    if len(role.readings.unknown) > unknown:
        return  # what is not known of the policies may be the permission: undecided
    for holder, path in unseen_policies(role, ctx.estate):
        at = path if holder is role else holder.place(path)
        yield Undecided(role, f"a policy that is not here may let the role assume itself: {holder.address}", at)
        return
    yield Hit(
        role,
        "no permission of this role lets it assume itself",
        expected="sts:AssumeRole on the role's own ARN",
        tag="permission",
        absent=True,
    )


def _is_own(resource: Value, role: Resource, end: str | None) -> bool:
    """Whether a permission's resource is, or may be, the role: another role that it refers to is not."""
    if type(resource) is Unknown and resource.direct:
        roles = [Reference(text) for text in resource.references if ".aws_iam_role." in f".{text}"]
        if roles:
            return any(reference.address == role.address for reference in roles)
    return _may_be(skeleton(resource), end)
