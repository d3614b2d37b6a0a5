"""Where Terraform's states are kept, and how they are reached."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from datahub_guard.model.addresses import parse_state_address, shown
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Backend, Stack
from datahub_guard.model.values import Value, is_known, reveal
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

GITLAB_STATE = "https://docs.gitlab.com/user/infrastructure/iac/terraform_state/"


@rule(
    id="STATE-001",
    title="Every stack keeps its state in GitLab's HTTP backend",
    severity=Severity.CRITICAL,
    scope="stack",
    inputs=("hcl",),
    remedy="""Declare the one backend, in a file of its own, `backend.tf`:

        terraform {
          backend "http" {}
        }
    """,
    references=(f"[GitLab-managed Terraform state]({GITLAB_STATE})",),
)
def stack_without_gitlab_state(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """All state of the platform is stored in GitLab projects: there it is locked, versioned, and found by the stacks
    that read it. A local state exists on one laptop; a state in a bucket is read by nobody downstream.
    """
    if stack.placement is not None and stack.placement.role == "modules":
        return
    file = ctx.facts.rules.state.backend_file
    backend = stack.backend
    if not stack.configured:
        yield Undecided(stack, "a plan does not say which backend it was made with; check the configuration too")
    elif backend is None and stack.unread:
        yield Undecided(stack, f"a backend may stand in what could not be read: {stack.unread}")
    elif backend is None:
        yield Hit(stack, "no backend is declared, so the state is a local file", expected=f'backend "http" in {file}')
    else:
        for place in backend.repeated:
            yield Hit(stack, "a second backend is declared", place, expected="one", tag="repeated")
        if backend.kind != "http":
            yield Hit(stack, f"the state is kept in {backend.kind!r}", backend.place, expected='backend "http"')
        elif os.path.basename(backend.place.file) != file:
            where = Place(backend.place.file, backend.place.line, backend.place.column)
            yield Hit(stack, f"the backend is declared in {os.path.basename(backend.place.file)}", where, expected=file)


@rule(
    id="STATE-002",
    title="A backend's address, locks and retries are those of GitLab's state of this repository",
    severity=Severity.HIGH,
    scope="stack",
    inputs=("hcl", "pipeline"),
    remedy="""Write the backend out (or give every key in the pipeline, as `TF_HTTP_*` or `-backend-config`):

        terraform {
          backend "http" {
            address        = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
            lock_address   = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod/lock"
            unlock_address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod/lock"
            lock_method    = "POST"
            unlock_method  = "DELETE"
            retry_wait_min = 5
          }
        }
    """,
    references=(
        f"[GitLab-managed Terraform state]({GITLAB_STATE})",
        "[Backend http](https://developer.hashicorp.com/terraform/language/backend/http)",
    ),
)
def backend_that_gitlab_refuses(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """Terraform locks with the methods LOCK and UNLOCK unless told otherwise. GitLab takes POST and DELETE, so a
    backend with the defaults has no lock, and two applies at once corrupt the state. An address of another project
    writes this stack's state over somebody else's.
    """
    backend = stack.backend
    if backend is None or backend.kind != "http":
        return
    for key, setting in backend.settings.items():
        if not is_known(setting):
            place = backend.places.get(key, backend.place)
            yield Hit(stack, f"`{key}` is not a literal, which a backend demands", place, expected="a literal", tag=key)
    if not backend.settings and not backend.elsewhere:
        message = "neither the backend nor the pipeline (TF_HTTP_ADDRESS, -backend-config) says where the state is"
        yield Hit(stack, message, backend.place, expected="the address of this repository's state", tag="address")
        return
    yield from _address(stack, backend, ctx)
    yield from _methods(stack, backend, ctx)


def _setting(backend: Backend, key: str) -> tuple[Value, Place]:
    """The value of a backend argument and its place, from the block or from the pipeline; None where it is nowhere."""
    if backend.settings.get(key) is not None:
        return backend.settings[key], backend.places.get(key, backend.place)
    if key in backend.elsewhere:
        return backend.elsewhere[key]
    return None, backend.places.get(key, backend.place)


def _address(stack: Stack, backend: Backend, ctx: Context) -> Iterator[Answer]:
    address, place = _setting(backend, "address")
    if address is None:
        yield Hit(
            stack,
            "neither the backend nor the pipeline (TF_HTTP_ADDRESS, -backend-config) gives the address",
            place,
            expected="the address of this repository's state",
            tag="address",
        )
    elif isinstance(address, str):
        yield from _own_address(stack, address, place, ctx)
    for key in ("lock_address", "unlock_address"):
        value, at = _setting(backend, key)
        if value is None and address is not None:
            expected = f"{shown(address)}/lock" if isinstance(address, str) else "the address of the state and /lock"
            yield Hit(stack, f"`{key}` is not given", at, expected=expected, tag=key)
        elif isinstance(value, str) and isinstance(address, str) and value != f"{address}/lock":
            yield Hit(stack, f"`{key}` is not the lock of this state", at, expected=f"{shown(address)}/lock", tag=key)


def _own_address(stack: Stack, address: str, place: Place, ctx: Context) -> Iterator[Answer]:
    """Whether the address is one of GitLab's, and of this repository's project."""
    host = ctx.facts.estate.gitlab.hosts[0]
    expected = f"https://{host}/api/v4/projects/ID/terraform/state/NAME"
    text = _in_pipeline(address, host)
    if "$" in text.partition("/terraform/state/")[0].replace("${CI_PROJECT_ID}", ""):
        yield Undecided(stack, f"the pipeline makes the address of variables that are not here: {address}", place)
        return
    state = parse_state_address(text)
    if state is None or state.host not in ctx.facts.estate.gitlab.hosts or not text.startswith("https://"):
        yield Hit(
            stack, f"{shown(address)} is no state of the platform's GitLab", place, expected=expected, tag="address"
        )
    elif state.project == "${CI_PROJECT_ID}":
        return  # the project that the pipeline runs in: this repository's
    elif not (state.project.isascii() and state.project.isdigit()):
        yield Hit(stack, f"the project {state.project!r} is not a numeric id", place, expected=expected, tag="address")
    else:
        yield from _own_project(stack, int(state.project), place, ctx)


def _own_project(stack: Stack, project: int, place: Place, ctx: Context) -> Iterator[Answer]:
    repository = ctx.facts.estate.repositories.get(stack.repository)
    if repository is None:
        reason = f"the facts do not know this repository, so whether project {project} is its own is not known"
        yield Undecided(stack, reason, place)
    elif project != repository.project:
        owner = ctx.facts.repository_of_project(project) or "no repository of the facts"
        yield Hit(
            stack,
            f"project {project} is not this repository's: it belongs to {owner}",
            place,
            expected=str(repository.project),
            tag="address",
        )


def _in_pipeline(address: str, host: str) -> str:
    """The address with what GitLab's predefined variables stand for in a pipeline on `host`."""
    for name, value in (("API_V4_URL", f"https://{host}/api/v4"), ("SERVER_URL", f"https://{host}")):
        address = address.replace(f"${{CI_{name}}}", value)
    return address.replace("${CI_SERVER_HOST}", host).replace("${CI_SERVER_FQDN}", host)


def _methods(stack: Stack, backend: Backend, ctx: Context) -> Iterator[Answer]:
    facts = ctx.facts.rules.state
    for key, expected, default in (
        ("lock_method", facts.lock_method, "LOCK"),
        ("unlock_method", facts.unlock_method, "UNLOCK"),
    ):
        value, place = _setting(backend, key)
        if value is None:
            message = f"`{key}` is not given, so Terraform uses {default}"
            yield Hit(stack, message, place, expected=expected, tag=key)
        elif is_known(value) and value != expected:
            yield Hit(stack, f"`{key}` is {value}", place, expected=expected, tag=key)
    value, place = _setting(backend, "retry_wait_min")
    if value is None and backend.partial:
        return  # the pipeline completes the backend, and may leave this out
    if value is None or (is_known(value) and str(value) != str(facts.retry_wait_min)):
        said = "is not given, so Terraform waits for one second" if value is None else f"is {value}"
        yield Hit(stack, f"`retry_wait_min` {said}", place, expected=str(facts.retry_wait_min), tag="retry_wait_min")


TOKEN = re.compile(r"\b(glpat|glcbt|glptt|gldt|glrt|glsoat|gloas)-[\w-]{8,}")
IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s$]+@")
# Arguments of backends that hold credentials, by Terraform's documentation of each.
CREDENTIALS = frozenset(
    {"password", "secret_key", "access_key", "session_token", "token", "client_secret", "sas_token", "conn_str"}
)


@rule(
    id="STATE-003",
    title="No credential stands in a backend or in the configuration of a remote state",
    severity=Severity.CRITICAL,
    scope="stack",
    inputs=("hcl", "plan"),
    remedy="""Take the credential out, revoke it, and let the pipeline give its own:

        data "terraform_remote_state" "core_network" {
          backend = "http"
          config = {
            address  = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
            username = "gitlab-ci-token"
            password = var.ci_job_token
          }
        }

    The backend itself takes `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD` from the environment.
    """,
    references=(f"[GitLab-managed Terraform state]({GITLAB_STATE})",),
)
def credential_in_state_access(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """What stands in a backend block is copied into `.terraform/` and into every plan file, and the configuration of a
    remote state shows up in clear text in each plan's JSON. A token that is written there is read by everybody who
    may download an artifact.
    """
    username = ctx.facts.rules.state.username
    backend = stack.backend
    if backend is not None:
        for key, value in backend.settings.items():
            if _is_credential(key, value, username):
                place = backend.places.get(key, backend.place)
                message = f"the backend's `{key}` is a literal"
                yield Hit(stack, message, place, expected="TF_HTTP_* variables", tag=key, secret=True)
        for key, (text, place) in backend.elsewhere.items():
            if "$" not in text and _is_credential(key, text, username):
                message = f"the pipeline gives `{key}` as a literal"
                yield Hit(stack, message, place, expected="a CI variable", tag=key, secret=True)
    for remote in stack.remote_states:
        config = remote.config if isinstance(remote.config, dict) else {}
        for path in _credentials(config, ("config",), username):
            if _is_given(remote.resource, path):
                continue
            yield Hit(
                remote.resource,
                f"`{path[-1]}` of the remote state is known before the pipeline runs",
                path,
                expected="a variable that the pipeline sets",
                tag=str(path[1]),
                secret=True,
            )


def _is_given(remote: Resource, path: Path) -> bool:
    """Whether the value is that of a variable which was given from outside: a plan shows it all the same."""
    stack = remote.stack
    value = remote.peek(path)
    for reference in remote.references(path):
        variable = stack.variables.get(reference.name) if reference.type == "var" else None
        if variable is not None and reveal(variable.value) == value:
            file = variable.place.file
            if file.startswith("environment variable ") or (stack.plan is not None and file == stack.plan.file):
                return True
    return False


def _credentials(config: dict[str, Value], path: Path, username: str) -> Iterator[Path]:
    """The paths of the credentials in a configuration, nested objects (headers) included."""
    for key, value in config.items():
        if isinstance(value, dict):
            yield from _credentials(value, (*path, key), username)
        elif _is_credential(key, reveal(value), username):
            yield (*path, key)


def _is_credential(key: str, value: Value, username: str) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if key in CREDENTIALS or (key == "username" and value != username):
        return True
    return TOKEN.search(value) is not None or IN_ADDRESS.search(value) is not None
