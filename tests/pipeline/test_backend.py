"""What pipelines say of backends: forms that cases of rules do not show, faults, hostile files."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.model.places import Place
from datahub_guard.model.stack import Backend
from datahub_guard.sources.pipeline_backend import complete
from datahub_guard.sources.pipeline_jobs import Pipeline


def settings(folder: Path, text: str) -> tuple[dict[str, str], dict[str, Place], list[str]]:
    """The values, the places and the problems that a pipeline gives to an empty backend."""
    (folder / ".gitlab-ci.yml").write_text(text, encoding="utf-8")
    backend = Backend("http", {}, Place("backend.tf"), {})
    problems = complete(backend, str(folder), str(folder), "repo")
    values = {key: value for key, (value, _) in backend.elsewhere.items()}
    places = {key: place for key, (_, place) in backend.elsewhere.items()}
    return values, places, [f"{problem.place.file}:{problem.place.line} {problem.kind}" for problem in problems]


def test_no_pipeline(tmp_path: Path) -> None:
    backend = Backend("http", {}, Place("backend.tf"), {})
    assert complete(backend, str(tmp_path), str(tmp_path), ".") == []
    assert backend.elsewhere == {}


def test_a_variable_of_a_job_hides_the_pipelines(tmp_path: Path) -> None:
    text = """
variables:
  TF_HTTP_LOCK_METHOD: LOCK
  TF_HTTP_ADDRESS: https://a
apply:
  variables: {TF_HTTP_LOCK_METHOD: POST}
  script: [terraform init]
"""
    values, places, problems = settings(tmp_path, text)
    assert (values, problems) == ({"lock_method": "POST", "address": "https://a"}, [])
    assert (places["lock_method"].file, places["lock_method"].line) == ("repo/.gitlab-ci.yml", 6)


def test_an_argument_outweighs_a_variable(tmp_path: Path) -> None:
    text = """
apply:
  variables: {TF_HTTP_ADDRESS: https://a}
  script:
    - |
      set -e
      terraform init -backend-config="address=https://b" -backend-config 'lock_method=POST'
"""
    values, places, _ = settings(tmp_path, text)
    assert values == {"address": "https://b", "lock_method": "POST"}
    assert places["address"].line == 7


def test_a_variable_that_contains_itself_ends(tmp_path: Path) -> None:
    values, _, _ = settings(tmp_path, "variables: {TF_HTTP_ADDRESS: '$A', A: '${B}x', B: '$A$A$A'}\n")
    assert len(values["address"]) <= 2**21


@pytest.mark.parametrize(
    "text",
    [
        "a: [unclosed\n",
        "a: *nowhere\n",
        "\x00",
        "[" * 100_000,
        "".join(" " * depth + "a:\n" for depth in range(2000)),
        "x: y\n" * 300_000,
        "a: {b: !!python/object:os.system {}\n",
    ],
)
def test_what_is_no_pipeline_is_a_problem(tmp_path: Path, text: str) -> None:
    values, _, problems = settings(tmp_path, text)
    assert values == {}
    assert [problem.split()[1] for problem in problems] == ["pipeline"]


def test_aliases_that_multiply_cost_nothing(tmp_path: Path) -> None:
    rows = ["a0: &a0 [terraform init]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 20)}]" for i in range(1, 30)]
    rows += ["m0: &m0 {k0: v}"]
    rows += [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 20)}]}}" for i in range(1, 30)]
    rows += ["job:", "  <<: *m29", "  script: *a29", "  variables: {TF_HTTP_ADDRESS: https://a}"]
    values, _, _ = settings(tmp_path, "\n".join(rows) + "\n")
    assert values == {"address": "https://a"}


def test_circles_of_extends_and_includes_end(tmp_path: Path) -> None:
    text = "include: [/.gitlab-ci.yml, ../outside.yml]\na:\n  extends: b\nb:\n  extends: [a, b]\n  script: [x]\n"
    (tmp_path / "repo").mkdir()
    (tmp_path / "outside.yml").write_text("secret: {script: [y]}\n", encoding="utf-8")
    (tmp_path / "repo" / ".gitlab-ci.yml").write_text(text, encoding="utf-8")
    assert [job.name for job in Pipeline(str(tmp_path / "repo"), "").jobs()] == ["a", "b"]
