"""Words in names: environments, accounts, business units, and the tags that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate

from datahub_guard.analysis.texts import texts, texts_in
from datahub_guard.model.facts import Facts, Placement
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.templates import expression
from datahub_guard.model.values import Unknown, Value
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule


def words_of_other_environments(facts: Facts, environment: str) -> re.Pattern[str]:
    """Finds a name or a stage of another environment as a whole word; `prod` is no word of `nonprod`."""
    words = {
        word for name, other in facts.estate.environments.items() if name != environment for word in (name, other.stage)
    }
    choices = "|".join(sorted(map(re.escape, words), key=lambda word: -len(word)))
    return re.compile(rf"(?:(?<=[-_/.:])|^)({choices})(?=[-_/.:]|$)")


def without_foreign(text: str, foreign: re.Pattern[str]) -> str:
    """The text without the names that another party gave."""
    return foreign.sub("", text)


def foreign_names(facts: Facts) -> re.Pattern[str]:
    """Finds the names that another party gave, anywhere in a text."""
    patterns = [translate(name).removeprefix("(?s:").removesuffix(")\\Z") for name in facts.rules.names.foreign]
    return re.compile("|".join(patterns) if patterns else r"(?!)")


@rule(
    id="NAME-002",
    title="A stack names nothing of another environment",
    severity=Severity.HIGH,
    scope="stack",
    needs=("environment",),
    remedy="""Take the name from this environment's own state, or build it from the stack's environment:

        kms_key_arn = data.terraform_remote_state.aws_infra.outputs.kms_key_arns["digital"]
    """,
)
def name_of_another_environment(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """A line copied from prod to nonprod is the classic way in which an apply in nonprod changes production's data: the
    plan looks right, because the code is right, only for the other account.
    """
    assert stack.placement is not None and stack.placement.environment is not None
    words = words_of_other_environments(ctx.facts, stack.placement.environment)
    foreign = ctx.once("foreign names", lambda estate: foreign_names(estate.facts))
    said: set[str] = set()
    for subject in _configured(stack):
        for path, text in texts(subject):
            found = words.search(without_foreign(text, foreign))
            if found:
                said.add(text)
                yield Hit(
                    subject,
                    f"{_shown(text)} names {found[1]}, and this stack is {stack.placement.environment}'s",
                    path,
                    expected=f"a name of {stack.placement.environment}",
                    tag=f"{path[0]} {found[1]}",
                )
    yield from _variables(stack, words, foreign, said)


def _configured(stack: Stack) -> Iterator[Resource]:
    yield from stack.resources
    for provider in stack.providers:
        yield provider.resource


def _variables(stack: Stack, words: re.Pattern[str], foreign: re.Pattern[str], said: set[str]) -> Iterator[Answer]:
    """Values of variables that no resource shows."""
    assert stack.placement is not None
    for variable in stack.variables.values():
        for _, text in texts_in(variable.value, (variable.name,)):
            found = words.search(without_foreign(text, foreign))
            if found and not any(text in other for other in said):
                yield Hit(
                    stack,
                    f"the variable {variable.name} is {_shown(text)}, which names {found[1]}",
                    variable.place,
                    expected=f"a name of {stack.placement.environment}",
                    tag=f"var.{variable.name} {found[1]}",
                )


def _shown(text: str) -> str:
    shown = text.replace("\x00", "…")
    return f"`{shown if len(shown) <= 120 else shown[:117] + '…'}`"


IN_ARN = re.compile(r"arn:aws[a-z-]*:[\w-]*:[\w-]*:(\d{12}):")
IN_REGISTRY = re.compile(r"(?<![\w.-])(\d{12})\.dkr\.ecr\.")
ALONE = re.compile(r"\d{12}")
# An argument whose name says that a bare 12-digit text below it is an account id.
ACCOUNT_ARGUMENT = re.compile(r"account|owner|principal|identifiers|^AWS$|registry_id", re.IGNORECASE)


@rule(
    id="NAME-003",
    title="Every account that is mentioned is one of the platform's, and may be mentioned here",
    severity=Severity.CRITICAL,
    scope="stack",
    remedy="""Use the account of this stack's environment, or a name of one that the facts know (`estate.accounts`):

        identifiers = ["arn:aws:iam::${local.accounts.core_network}:root"]
    """,
)
def strange_account(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """An account that nobody knows in a trust policy, a share or a bucket policy is a way out for data. Prod's
    account in a nonprod stack, or the other way round, is an apply in the wrong account.
    """
    accounts = {account.id: (name, account) for name, account in ctx.facts.estate.accounts.items()}
    environment = stack.placement.environment if stack.placement is not None else None
    for subject in _configured(stack):
        for path, text in texts(subject):
            for number in _accounts_in(text, path):
                known = accounts.get(number)
                if known is None:
                    yield Hit(
                        subject,
                        f"{number} is no account of the platform",
                        path,
                        expected="an account that the facts know",
                        tag=number,
                    )
                    continue
                name, account = known
                if not account.environments:
                    continue
                if environment is not None and environment not in account.environments:
                    yield Hit(
                        subject,
                        f"{number} is {name}, which a stack of {environment} does not mention",
                        path,
                        expected=f"an account of {environment}",
                        tag=number,
                    )
                elif stack.placement is None:
                    yield Undecided(
                        subject,
                        f"{number} is {name}; the facts do not know this stack, so whether it may be mentioned is not"
                        " known",
                        path,
                        tag=number,
                    )


def _accounts_in(text: str, path: Path) -> list[str]:
    found = IN_ARN.findall(text) + IN_REGISTRY.findall(text)
    if ALONE.fullmatch(text) and any(isinstance(s, str) and ACCOUNT_ARGUMENT.search(s) for s in path):
        found.append(text)
    return list(dict.fromkeys(found))


NAMED_AFTER_UNIT = {
    "aws_kms_alias": "name",
    "aws_s3_bucket": "bucket",
    "databricks_catalog": "name",
    "databricks_mws_workspaces": "workspace_name",
}


@rule(
    id="NAME-004",
    title="Business units are called by their own names",
    severity=Severity.MEDIUM,
    scope="stack",
    remedy="""Use the name of a business unit that exists in this environment (`estate.business_units` in the facts):

        tags = { BusinessUnit = "elec-network" }
    """,
)
def unknown_business_unit(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """A misspelt business unit is one more: no key, no grant, no firewall rule covers it, and its cost lands nowhere.
    A unit that exists in one environment only is as wrong in another.
    """
    units = units_of(stack.placement, ctx.facts)
    tag = ctx.facts.rules.tags.business_unit
    shared = ctx.facts.rules.tags.shared_business_unit
    for resource in stack.resources:
        for argument in ("tags", "custom_tags"):
            value = resource.peek((argument, tag))
            if isinstance(value, str) and value not in units and value != shared:
                yield _unit_hit(resource, value, (argument, tag), units, f"the tag {tag}")
        yield from _names(resource, ctx.facts, units)
    for provider in stack.providers:
        for block in provider.resource.blocks("default_tags"):
            value = provider.resource.peek(block.at(("tags", tag)))
            if isinstance(value, str) and value not in units and value != shared:
                yield _unit_hit(provider.resource, value, block.at(("tags", tag)), units, f"the tag {tag}")
    for call in stack.modules:
        for argument in ("bu", "business_unit"):
            value = call.arguments.get(argument)
            if isinstance(value, str) and value not in units and value.replace("_", "-") not in units:
                yield Hit(
                    stack,
                    f"{call.address}: `{argument}` is {value!r}",
                    call.argument_places.get(argument, call.place),
                    expected=", ".join(units),
                    tag=f"{call.address} {argument}",
                )


def units_of(placement: Placement | None, facts: Facts) -> list[str]:
    """The business units of a stack's environment; of all environments for a stack without one."""
    environment = placement.environment if placement is not None else None
    return [
        name
        for name, unit in facts.estate.business_units.items()
        if environment is None or environment in unit.environments
    ]


def _unit_hit(resource: Resource, value: str, at: Path, units: list[str], what: str) -> Hit:
    return Hit(resource, f"{what} is {value!r}", at, expected=", ".join(units), tag=str(at[0]))


def _names(resource: Resource, facts: Facts, units: list[str]) -> Iterator[Answer]:
    argument = NAMED_AFTER_UNIT.get(resource.type)
    if argument is None or resource.mode != "managed":
        return
    name = resource.peek(argument)
    if not isinstance(name, str):
        return
    unit = _unit_in(resource.type, name, facts)
    if unit is not None and unit not in units:
        yield _unit_hit(resource, name, (argument,), units, f"the name, with the business unit {unit!r},")


def _unit_in(type_: str, name: str, facts: Facts) -> str | None:
    """What stands for the business unit in a name that follows the platform's pattern; None where there is none."""
    words = {key: value for key, value in facts.words().items() if key not in ("business_unit", "identifier")}
    known = {unit.identifier: key for key, unit in facts.estate.business_units.items()}
    if type_ == "databricks_catalog":
        match = re.fullmatch(expression(facts.rules.unity_catalog.catalog, words), name)
        return known.get(match["identifier"], match["identifier"]) if match else None
    if type_ == "databricks_mws_workspaces":
        match = re.fullmatch(expression(facts.rules.workspaces.name, words), name)
        return match["business_unit"] if match else None
    pattern = expression(facts.rules.names.pattern, {**words, "scope": ()})
    match = re.fullmatch(pattern, name.removeprefix("alias/"))
    if match is None:
        return None
    scope = match["scope"]
    for unit in (*facts.estate.business_units, *(s for s in facts.rules.names.scopes if "{" not in s)):
        if scope == unit or scope.startswith(f"{unit}-"):
            return unit if unit in facts.estate.business_units else None
    return str(scope).partition("-")[0]


@rule(
    id="NAME-005",
    title="Taggable resources carry the tags that costs are attributed by",
    severity=Severity.MEDIUM,
    scope="stack",
    remedy="""Give the tags once, on the provider:

        provider "aws" {
          default_tags {
            tags = {
              BusinessUnit = "digital"
              Environment  = "prod"
              Layer        = "1"
              Repository   = "app-datahub-prod-databricks-aws-infra"
            }
          }
        }
    """,
    references=(
        "[default_tags](https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block)",
    ),
)
def missing_cost_tag(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Costs are attributed to business units by tags. What is not tagged cannot be charged back, and lands on the
    platform team.
    """
    required = ctx.facts.rules.tags.required
    for resource in stack.resources:
        if resource.mode != "managed" or not resource.type.startswith("aws_") or not resource.accepts("tags"):
            continue
        own, inherited = resource.peek("tags"), _default_tags(resource)
        missing = [key for key in required if not _has(own, key) and not _has(inherited, key)]
        if not missing:
            continue
        doubt = next((v for v in (own, inherited) if type(v) is Unknown), None)
        at = "tags" if resource.is_set("tags") else ()
        if doubt is not None:
            yield Undecided(resource, f"whether {', '.join(missing)} is among the tags is not known: {doubt.why()}", at)
        else:
            yield Hit(resource, f"no tag {', '.join(missing)}", at, expected=", ".join(required))


def _has(tags: Value, key: str) -> bool:
    if type(tags) is Unknown and tags.shape is not None and tags.shape[0] == "object":
        tags = tags.shape[1]
    return isinstance(tags, dict) and tags.get(key, UNSET) not in (UNSET, None, "")


def _default_tags(resource: Resource) -> Value:
    """The tags of the provider that creates the resource."""
    for provider in resource.stack.providers:
        if provider.name == resource.provider:
            value = provider.resource.peek("default_tags[0].tags")
            return {} if value is UNSET else value
    return {}
