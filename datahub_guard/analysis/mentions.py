"""What texts mention: environments, accounts, parts of networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from datahub_guard.analysis.texts import HOLE, Setting, Text, noted_settings, noted_texts
from datahub_guard.model.facts import Facts
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Related
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack

_SEPARATOR = "[-_/.:]"

_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_IN_NAME = re.compile(
    r"arn:aws[a-z-]*:[\w-]*:[\w-]*:(\d{12})(?!\d)"  # an ARN
    r"|(?<![\w.-])(\d{12})\.(?:dkr\.ecr|s3-control|signin\.aws)\."  # a host of the account's own
    r"|\.amazonaws\.com/(\d{12})/"  # a queue
)
# An argument whose name says that a bare 12-digit text below it is an account's id.
_ACCOUNT_ARGUMENT = re.compile(r"account|owner|principal|identifiers|^AWS$|registry_id|catalog[-_]id", re.IGNORECASE)

_NETWORK_ID = re.compile(r"(?<![\w-])(?:vpc|subnet|vpce|sg)-[0-9a-f]{8}(?:[0-9a-f]{9})?(?![\w-])")


class Words:
    """Words that name an environment: its own name and its stage, as seen from a stack of `environment`.

    A word stands between separators or at an end. A name that another environment's ends with (`prod`, `nonprod`) may
    be written apart from what precedes it (`non-prod`), and still is the longer name.
    """

    def __init__(self, facts: Facts, environment: str) -> None:
        environments = facts.estate.environments
        spelled: dict[str, str] = {}
        for name, other in environments.items():
            spelled[other.stage] = name
            spelled[name] = name
            for shorter in environments:
                if name.endswith(shorter) and name != shorter:
                    start = name.removesuffix(shorter)
                    spelled.update({f"{start}-{shorter}": name, f"{start}_{shorter}": name})
        self._spelled = spelled
        self._environment = environment
        choices = "|".join(sorted(map(re.escape, spelled), key=lambda word: -len(word)))
        self._word = re.compile(f"(?:(?<={_SEPARATOR})|^)(?:{choices})(?={_SEPARATOR}|$)")
        self._foreign = [_glob(name) for name in facts.rules.names.foreign]
        own = [word for word, name in spelled.items() if name == environment]
        self._others = [word for word, name in spelled.items() if name != environment]
        self._hiding = [word for word in own if any(other in word for other in self._others)]

    def may_be_in(self, text: str) -> bool:
        """Whether it is worth while to look for words of other environments; quick."""
        for own in self._hiding:
            text = text.replace(own, "")
        return any(word in text for word in self._others)

    def other_in(self, text: str) -> str | None:
        """The first word of another environment, outside of names that another party gave."""
        for foreign in self._foreign:
            text = foreign.sub(HOLE, text)
        for match in self._word.finditer(text):
            if self._spelled[match[0]] != self._environment:
                return match[0]
        return None

    def is_other(self, word: str | int) -> bool:
        """Whether this is another environment's name or stage."""
        return self._spelled.get(str(word), self._environment) != self._environment


def _glob(name: str) -> re.Pattern[str]:
    return re.compile(r"[\w.-]*".join(map(re.escape, name.split("*"))))


def accounts_in(text: str, path: Path, facts: Facts) -> list[str]:
    """The account ids that a text mentions.

    In an ARN and the like every 12 digits are one; alone only where `path` says so, because dates and counters have 12
    digits too. The platform's own are known wherever they stand.
    """
    if _ACCOUNT.search(text) is None or path[0] == "forbidden_account_ids":
        return []
    known = {account.id for account in facts.estate.accounts.values()}
    found = [next(filter(None, match.groups())) for match in _IN_NAME.finditer(text)]
    found += [number for number in _ACCOUNT.findall(text) if number in known]
    if _ACCOUNT.fullmatch(text) and any(isinstance(step, str) and _ACCOUNT_ARGUMENT.search(step) for step in path):
        found.append(text)
    return list(dict.fromkeys(found))


def network_ids_in(text: str) -> list[str]:
    """Ids of VPCs, subnets, endpoints and security groups."""
    return _NETWORK_ID.findall(text)


class Noted(NamedTuple):
    """The texts of one stack that may mention another environment, an account, or a part of a network."""

    texts: list[Text]
    settings: list[Setting]
    words: Words | None

    def __repr__(self) -> str:
        return f"Noted({len(self.texts)}, {len(self.settings)})"


def noted(stack: Stack, facts: Facts) -> Noted:
    """Look through all texts of a stack. Without a known environment there are no words of others."""
    environment = stack.placement.environment if stack.placement is not None else None
    words = Words(facts, environment) if environment is not None else None
    worth = words.may_be_in if words is not None else None
    given = [
        setting
        for setting in noted_settings(stack, worth)
        # a map by environment has an entry for each, and says itself whose it is
        if words is None or not any(words.is_other(step) for step in setting.path)
    ]
    return Noted(noted_texts(stack, worth), given, words)


def first_said(found: Iterable[tuple[Text, str]]) -> list[tuple[Text, str]]:
    """Of texts with what each mentions, those that do not take it over from another of them by a reference."""
    found = list(found)
    said: dict[tuple[str, str], list[str]] = {}
    for text, word in found:
        said.setdefault((text.subject.address, word), []).append(text.text)
    return [(text, word) for text, word in found if not _is_taken_over(text, word, said)]


def _is_taken_over(text: Text, word: str, said: dict[tuple[str, str], list[str]]) -> bool:
    subject = text.subject
    return any(
        other in text.text
        for reference in subject.references(text.path)
        if reference.address != subject.address
        for other in said.get((reference.address, word), ())
    )


def not_shown(settings: Iterable[Setting], found: Iterable[Text]) -> Iterator[Setting]:
    """The settings of which none of the texts that were found is made, so that they must be spoken of themselves."""
    found = list(found)
    variables = {
        f"var.{reference.name}"
        for text in found
        for reference in text.subject.references(text.path)
        if reference.type == "var" and not reference.module
    }
    for setting in settings:
        if setting.label.startswith("var."):
            shown = setting.label in variables
        else:
            shown = not setting.alone and any(setting.text in text.text for text in found)
        if not shown:
            yield setting


def given_by(subject: Resource, path: Path) -> list[Related]:
    """The places where variables of the stack are given the value that arrives at `path`."""
    out = []
    for reference in subject.references(path):
        variable = subject.stack.variables.get(reference.name) if reference.type == "var" else None
        if variable is not None and not reference.module:
            out.append(Related(variable.place, f"var.{variable.name} is given here"))
    return out
