"""Words in names: environments, accounts, business units, and the tags that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datahub_guard.analysis.mentions import Noted, accounts_in, first_said, given_by, not_shown, noted
from datahub_guard.analysis.policies import skeleton
from datahub_guard.analysis.tags import has_tag, tags_named
from datahub_guard.analysis.texts import HOLE, Text, configured
from datahub_guard.model.facts import Facts, Placement
from datahub_guard.model.paths import Path, without_positions
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.templates import expression
from datahub_guard.model.values import Unknown
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

DEFAULT_TAGS = (
    "[default_tags](https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block)"
)


def noted_in(stack: Stack, ctx: Context) -> Noted:
    """The texts of the stack that are worth a look, looked through once for all rules."""
    return ctx.once(f"noted texts of {stack.name}", lambda estate: noted(stack, estate.facts))


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
    plan looks right, because the code is right, only for the other account. Names of environments and of their stages
    are whole words, in every text that the stack is configured with; those in names that another party gave, like
    Databricks' own roles and buckets, say nothing.
    """
    assert stack.placement is not None
    environment = stack.placement.environment
    here = noted_in(stack, ctx)
    assert here.words is not None
    found = [(text, word) for text in here.texts if (word := here.words.other_in(text.text))]
    for text, word in first_said(found):
        text.subject.top(str(text.path[0]))  # for this rule's readings: a secret is to be taken out of the message
        yield Hit(
            text.subject,
            f"{_shown(text.text)} names {word}, and this stack is {environment}'s",
            text.path,
            expected=f"a name of {environment}",
            related=given_by(text.subject, text.path),
            tag=f"{without_positions(text.path)} {word}",
        )
    for setting in not_shown(here.settings, (text for text, _ in found)):
        other = here.words.other_in(setting.text)
        if other is not None:
            yield Hit(
                stack,
                f"{setting.label} is {_shown(setting.text)}, which names {other}, and this stack is {environment}'s",
                setting.place,
                expected=f"a name of {environment}",
                tag=f"{setting.label} {other}",
            )


def _shown(text: str) -> str:
    shown = text.replace(HOLE, "…")
    return f"`{shown if len(shown) <= 120 else shown[:117] + '…'}`"


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
    account in a nonprod stack, or the other way round, is an apply in the wrong account. In an ARN, a registry's host
    or a queue's address, and alone in an argument that is about accounts, 12 digits are an account; elsewhere they may
    be a date or a counter, and only the platform's own accounts are recognised.
    """
    here = noted_in(stack, ctx)
    found = [
        (text, number)
        for text in here.texts
        for number in accounts_in(text.text, _where(text), ctx.facts)
        if _wrong_account(number, stack.placement, ctx.facts) or _restricted(number, stack.placement, ctx.facts)
    ]
    for text, number in first_said(found):
        wrong = _wrong_account(number, stack.placement, ctx.facts)
        tag = f"{without_positions(text.path)} {number}"
        if wrong is not None:
            message, expected = wrong
            related = given_by(text.subject, text.path)
            yield Hit(text.subject, message, text.path, expected=expected, related=related, tag=tag)
        else:
            reason = f"whether {number} may be mentioned is not known: the facts do not know this stack"
            yield Undecided(text.subject, reason, text.path, tag=tag)
    for setting in not_shown(here.settings, (text for text, _ in found)):
        for number in accounts_in(setting.text, (setting.label, *setting.path), ctx.facts):
            wrong = _wrong_account(number, stack.placement, ctx.facts)
            if wrong is not None:
                message = f"{setting.label}: {wrong[0]}"
                yield Hit(stack, message, setting.place, expected=wrong[1], tag=f"{setting.label} {number}")


def _where(text: Text) -> Path:
    """The path of a text; a condition's value is also told by the key that it is compared with."""
    *above, last = text.path if isinstance(text.path[-1], str) else text.path[:-1]
    if last != "values" or "condition" not in above:
        return text.path
    variable = text.subject.peek((*above, "variable"))
    return (*text.path, variable) if isinstance(variable, str) else text.path


def _wrong_account(number: str, placement: Placement | None, facts: Facts) -> tuple[str, str] | None:
    """What is wrong with mentioning an account in a stack, and what was expected."""
    name = next((name for name, account in facts.estate.accounts.items() if account.id == number), None)
    if name is None:
        return f"{number} is no account of the platform", "an account that the facts know"
    environments = facts.estate.accounts[name].environments
    environment = placement.environment if placement is not None else None
    if environment is None or not environments or environment in environments:
        return None
    return f"{number} is {name}, which a stack of {environment} does not mention", f"an account of {environment}"


def _restricted(number: str, placement: Placement | None, facts: Facts) -> bool:
    """Whether only stacks of some environments may mention the account, and this stack's is not known."""
    accounts = facts.estate.accounts.values()
    return placement is None and any(account.id == number and account.environments for account in accounts)


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
    A unit that exists in one environment only is as wrong in another. Units are read off tags, off the names of
    buckets, aliases, catalogs (by their identifiers) and workspaces, off arguments `bu` and `business_unit` of modules,
    and off folders of stacks; what is not known is passed over.
    """
    units = units_of(stack.placement, ctx.facts)
    names = ctx.once("names with a business unit", lambda estate: UnitNames(estate.facts))
    tagged = {*units, ctx.facts.rules.tags.shared_business_unit}
    for subject in configured(stack):
        for path, value in tags_named(subject, ctx.facts.rules.tags.business_unit):
            if value not in tagged:
                yield _unit_hit(subject, f"the tag {ctx.facts.rules.tags.business_unit} is {value!r}", path, units)
        argument = NAMED_AFTER_UNIT.get(subject.type)
        if argument is not None and subject.mode == "managed":
            word, unit = names.unit_in(subject.type, skeleton(subject.peek(argument), HOLE) or "")
            if word is not None and unit not in units:
                yield _unit_hit(subject, f"the name holds the business unit {word!r}", (argument,), units)
    for call in stack.modules:
        for name in ("bu", "business_unit"):
            given = call.arguments.get(name)
            if isinstance(given, str) and given not in units and ctx.facts.unit_of_identifier(given) not in units:
                yield Hit(
                    stack,
                    f"{call.address}: `{name}` is {given!r}",
                    call.argument_places.get(name, call.place),
                    expected=", ".join(units),
                    tag=f"{call.address} {name}",
                )
    word = names.word_of_folder(stack)
    if word is not None:
        yield Hit(stack, f"the folder names the business unit {word!r}", expected=", ".join(units), tag="folder")


def units_of(placement: Placement | None, facts: Facts) -> list[str]:
    """The business units of a stack's environment; of all environments for a stack without one."""
    environment = placement.environment if placement is not None else None
    return [
        name
        for name, unit in facts.estate.business_units.items()
        if environment is None or environment in unit.environments
    ]


def _unit_hit(subject: Resource, message: str, at: Path, units: list[str]) -> Hit:
    return Hit(subject, message, at, expected=", ".join(units), tag=without_positions(at))


class UnitNames:
    """Finds what stands for the business unit in names that follow the platform's patterns."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        words = {key: (*values, HOLE) for key, values in facts.words().items()}
        for open_ in ("business_unit", "identifier"):
            del words[open_]
        self._name = re.compile(expression(facts.rules.names.pattern, words))
        self._catalog = re.compile(expression(facts.rules.unity_catalog.catalog, words))
        self._workspace = re.compile(expression(facts.rules.workspaces.name, words))
        self._fixed = [scope for scope in facts.rules.names.scopes if "{" not in scope]
        self._folders = {
            name: [re.compile(expression(p.path, words)) for p in repository.stacks if "{business_unit}" in p.path]
            for name, repository in facts.estate.repositories.items()
        }

    def unit_in(self, type_: str, name: str) -> tuple[str | None, str | None]:
        """The word in a name of this type, where it is known, and the unit that is called so, where there is one."""
        units = self._facts.estate.business_units
        if type_ == "databricks_catalog":
            word = self._word(self._catalog, name, "identifier")
            return word, self._facts.unit_of_identifier(word or "")
        if type_ == "databricks_mws_workspaces":
            word = self._word(self._workspace, name, "business_unit")
            return word, word
        scope = self._word(self._name, name.removeprefix("alias/"), "scope")
        if scope is None or any(scope == word or scope.startswith(f"{word}-") for word in self._fixed):
            return None, None
        unit = next((unit for unit in units if scope == unit or scope.startswith(f"{unit}-")), None)
        return unit or scope.partition("-")[0], unit

    def word_of_folder(self, stack: Stack) -> str | None:
        """The word for a business unit in the folder of a stack that the facts do not know."""
        if stack.placement is not None:
            return None
        folder = stack.name.removeprefix(f"{stack.repository}/")
        words = (self._word(pattern, folder, "business_unit") for pattern in self._folders.get(stack.repository, ()))
        return next((word for word in words if word is not None), None)

    @staticmethod
    def _word(pattern: re.Pattern[str], name: str, group: str) -> str | None:
        match = pattern.fullmatch(name)
        word = match[group] if match is not None else None
        return None if word is None or HOLE in word else word


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
    references=(DEFAULT_TAGS,),
)
def missing_cost_tag(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Costs are attributed to business units by tags. What is not tagged cannot be charged back, and lands on the
    platform team. Tags of the provider's `default_tags` count, and so does a tag of which only the value is not known;
    an empty one does not.
    """
    required = ctx.facts.rules.tags.required
    inherited = {provider.name: provider.resource.peek("default_tags[0].tags") for provider in stack.providers}
    lacking = {name: [key for key in required if not has_tag(tags, key)] for name, tags in inherited.items()}
    taggable: dict[str, bool] = {}
    for resource in stack.resources:
        missing = lacking.get(resource.provider, required)
        if not missing or resource.mode != "managed" or not resource.type.startswith("aws_"):
            continue
        if resource.type not in taggable:
            taggable[resource.type] = resource.accepts("tags")
        if not taggable[resource.type]:
            continue
        own = resource.peek("tags")
        missing = [key for key in missing if not has_tag(own, key)]
        if missing and resource.change is not None:
            planned = resource.peek("tags_all")
            missing = [key for key in missing if not has_tag(planned, key)]
        if not missing:
            continue
        doubt = next((v for v in (own, inherited.get(resource.provider)) if type(v) is Unknown), None)
        if doubt is not None:
            reason = f"whether {', '.join(missing)} is among the tags is not known: {doubt.why()}"
            yield Undecided(resource, reason, "tags")
        else:
            message, inheriting = f"no tag {', '.join(missing)}", resource.provider in inherited
            yield Hit(resource, message, "tags", expected=", ".join(required), absent=not inheriting)
