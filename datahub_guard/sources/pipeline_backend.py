"""What a pipeline tells Terraform of its backend: `TF_HTTP_*` variables and `-backend-config` arguments.

Read only for a backend that leaves something out. Arguments outweigh variables, as in Terraform.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.stack import GITLAB_NEEDS, Backend
from datahub_guard.sources.pipeline_jobs import LARGEST, Job, Pipeline, Text

KEYS = (*GITLAB_NEEDS, "retry_max", "retry_wait_min", "retry_wait_max", "username", "password")
_EXPORT = re.compile(r"""\bTF_HTTP_([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))""")
_ARGUMENT = re.compile(r"""-backend-config(?:=|\s+)(?:"([^"]*)"|'([^']*)'|(\S+))""")
_SETTING = re.compile(r"""(?m)^[ \t]*(\w+)[ \t]*=[ \t]*"?([^"\n#]*)""")
_INIT = re.compile(r"\b(?:terraform|tofu|terragrunt)\b.*\binit\b")
_WRAPPER = re.compile(r"\bgitlab-(?:terraform|tofu)\b")

Settings = dict[str, tuple[str, Place]]


def complete(backend: Backend, repository: str, stack: str, shown: str) -> list[Problem]:
    """Enter in `backend.elsewhere` what the pipeline gives, and return what was wrong with the pipeline.

    Args:
        backend: the backend as the stack declares it.
        repository: the folder of the stack's repository.
        stack: the stack's folder.
        shown: how places call the repository's folder.
    """
    pipeline = Pipeline(repository, shown)
    wrapped = any("terraform" in template.lower() for template in pipeline.templates)
    jobs = _jobs_of(pipeline.jobs(), os.path.relpath(stack, repository).replace(os.sep, "/"))
    given = [_settings(job, wrapped, (stack, repository)) for job in jobs]
    # the job that gives least decides: what it leaves out is Terraform's default, whatever other jobs say
    given = [settings for settings in given if any(key in settings for key in GITLAB_NEEDS)]
    if not given:
        given = [_settings(pipeline.all_jobs(), wrapped, (stack, repository))]
    backend.elsewhere = min(given, key=lambda settings: sum(key in settings for key in GITLAB_NEEDS))
    return pipeline.problems


def _jobs_of(jobs: list[Job], stack: str) -> list[Job]:
    """The jobs that initialize the stack: those that name its folder, or else all."""
    able = [job for job in jobs if any(_initializes(line.text) for line in job.script)] or jobs
    if stack == ".":
        return able
    own = [job for job in able if any(stack in job.expanded(text.text) for text in _texts(job))]
    return own or able


def _initializes(line: str) -> bool:
    return _WRAPPER.search(line) is not None or (
        _INIT.search(line) is not None and "-backend=false" not in line and "-help" not in line
    )


def _texts(job: Job) -> Iterator[Text]:
    yield from job.variables.values()
    yield from job.script


def _settings(job: Job, wrapped: bool, folders: tuple[str, str]) -> Settings:
    """The settings that one job gives, arguments over variables."""
    found: Settings = {}
    if wrapped or any(_WRAPPER.search(line.text) for line in job.script):
        found.update(_of_wrapper(job))
    for name, value in job.variables.items():
        key = name.removeprefix("TF_HTTP_").lower()
        if name.startswith("TF_HTTP_") and key in KEYS:
            found[key] = (job.expanded(value.text).strip(), value.place)
    arguments: Settings = {}
    for line in job.script:
        for match in _EXPORT.finditer(line.text):
            if match[1].lower() in KEYS:
                text = next((group for group in match.groups()[1:] if group is not None), "")
                found[match[1].lower()] = (job.expanded(text), line.place)
        for match in _ARGUMENT.finditer(line.text):
            text = next((group for group in match.groups() if group is not None), "")
            arguments.update(_argument(job.expanded(text), line.place, folders))
    return {**found, **arguments}


def _of_wrapper(job: Job) -> Settings:
    """What GitLab's `gitlab-terraform` gives, from the address or the name of the state."""
    address = job.variables.get("TF_ADDRESS")
    state = job.variables.get("TF_STATE_NAME")
    if state is not None:
        path = "${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/terraform/state"
        address = Text(f"{path}/{state.text}", state.place)
    if address is None:
        return {}
    text = job.expanded(address.text)
    values = (text, f"{text}/lock", f"{text}/lock", "POST", "DELETE")
    return {key: (value, address.place) for key, value in zip(GITLAB_NEEDS, values, strict=True)}


def _argument(text: str, place: Place, folders: tuple[str, str]) -> Settings:
    """`KEY=VALUE`, or the settings in the file of that name in the stack's folder or the repository's."""
    key, equals, value = text.partition("=")
    if equals:
        return {key: (value.strip("\"'"), place)} if key in KEYS else {}
    stack, repository = folders
    top = os.path.realpath(repository) + os.sep
    for folder in (stack, repository):
        path = os.path.realpath(os.path.join(folder, text))
        if path.startswith(top) and os.path.isfile(path) and os.path.getsize(path) <= LARGEST:
            with open(path, encoding="utf-8", errors="replace") as handle:
                settings = _SETTING.findall(handle.read())
            return {name: (value.strip(), place) for name, value in settings if name in KEYS}
    return {}
