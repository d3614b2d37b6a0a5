"""Where Terraform's states are kept, and how they are reached."""

from __future__ import annotations

import os
from collections.abc import Iterator

from datahub_guard.model.places import Place
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
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
    if not stack.files:
        yield Undecided(stack, "a plan does not say which backend it was made with; check the configuration too")
    elif backend is None:
        yield Hit(stack, "no backend is declared, so the state is a local file", expected=f'backend "http" in {file}')
    elif backend.kind != "http":
        yield Hit(stack, f"the state is kept in {backend.kind!r}", backend.place, expected='backend "http"')
    elif os.path.basename(backend.place.file) != file:
        where = Place(backend.place.file, backend.place.line, backend.place.column)
        yield Hit(stack, f"the backend is declared in {os.path.basename(backend.place.file)}", where, expected=file)
