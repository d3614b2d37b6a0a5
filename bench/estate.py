"""Makes an estate like the platform's, as large as wanted, always the same for the same arguments.

    python bench/estate.py FOLDER REPOSITORIES [--plain]

Five layers that read one another's state from GitLab, local modules called with `for_each`, `dynamic` blocks, policies
in their three spellings, and every type that a rule reads. The first five repositories are the platform's own; further
ones are applications and workspaces, which `FOLDER/platform.yaml` adds to the shipped facts. With `--plain` the maps
that `for_each` goes over are short.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FACTS = HERE.parent / "policies" / "platform.yaml"
UNITS = ("digital", "corporate", "elec-network")
WORDS = (
    "meter", "outage", "asset", "customer", "tariff", "feeder", "forecast", "crew",
    "permit", "invoice", "sensor", "voltage",
)  # fmt: skip
READERS = ("analysts", "engineers", "finance", "operations")
FIRST_PROJECT = 5000
NETWORK, UNITY_CATALOG = "core-network-databricks-vpc-components", "databricks-unity-catalog"


class Environment(NamedTuple):
    """What differs between the environments, as the facts have it; `infrastructure` is a GitLab project."""

    environment: str
    stage: str
    account: str
    cidr: str
    infrastructure: str


ENVIRONMENTS = (
    Environment("prod", "field", "339712836516", "10.32.0.0/16", "1101"),
    Environment("nonprod", "lab", "851725449831", "10.34.0.0/16", "1102"),
)


class Estate:
    """Writes the repositories into a folder."""

    def __init__(self, folder: Path, plain: bool) -> None:
        self.folder = folder
        self.random = random.Random(11)  # noqa: S311  no secret: the same estate every time
        self.sets = 2 if plain else 8
        self.facts: list[str] = []

    def write(self, repositories: int) -> None:
        """Write this many repositories, at least the platform's five, and the facts that place them."""
        self._platform()
        for number in range(max(0, repositories - 5)):
            environment = ENVIRONMENTS[number // 2 % 2]
            if number % 4 == 3:
                self._workspaces(number, environment)
            else:
                self._application(number, environment)
        head, found, tail = FACTS.read_text("utf-8").partition("\n    terraform-modules:")
        if not found:
            raise SystemExit(f"{FACTS}: the repository terraform-modules, before which others are added, is not there")
        (self.folder / "platform.yaml").write_text(head + "\n" + "\n".join(self.facts) + found + tail, "utf-8")

    def _platform(self) -> None:
        for environment in ENVIRONMENTS:
            name = environment.environment
            self._file(f"{NETWORK}/stacks/{name}", "network", environment, project="1001", repository=NETWORK)
            own = f"app-datahub-{name}-databricks-aws-infra"
            self._file(own, "infrastructure", environment, project=environment.infrastructure, repository=own)
            self._file(f"{UNITY_CATALOG}/account/{name}", "account", environment, project="1201")
            for unit in UNITS:
                self._workspace("databricks-workspaces", "1301", unit, environment)

    def _application(self, number: int, environment: Environment) -> None:
        name, project = f"application-{number:04}", str(FIRST_PROJECT + number)
        self._file(name, "application", environment, project=project, repository=name)
        self._file(f"{name}/modules/dataset", "dataset", environment)
        sets = "\n".join(f"  {word}_{number} = {self._dataset()}" for word in self.random.sample(WORDS, self.sets))
        (self.folder / name / "terraform.tfvars").write_text(f"datasets = {{\n{sets}\n}}\n", "utf-8")
        env = environment.environment
        self.facts.append(
            f"    {name}:\n      project: {project}\n      remotes: [gitlab.example.com/data-platform/{name}]\n"
            f'      role: application\n      team: data-platform\n      rank: "5.1"\n      environment: {env}\n'
            f"      stacks:\n        - path: .\n          state: {env}\n"
            f"          reads: [{NETWORK}/stacks/{env}, app-datahub-{env}-databricks-aws-infra]\n"
        )

    def _dataset(self) -> str:
        readers = ", ".join(f'"{name}"' for name in self.random.sample(READERS, 2))
        unit, days = self.random.choice(UNITS), self.random.choice((30, 60, 90))
        return f'{{ unit = "{unit}", retention = {days}, readers = [{readers}] }}'

    def _workspaces(self, number: int, environment: Environment) -> None:
        name, project = f"workspaces-{number:04}", str(FIRST_PROJECT + number)
        for unit in UNITS:
            self._workspace(name, project, unit, environment)
        self.facts.append(
            f"    {name}:\n      project: {project}\n      remotes: [gitlab.example.com/data-platform/{name}]\n"
            '      role: workspace\n      team: data-platform\n      rank: "3"\n'
            '      stacks:\n        - path: "{business_unit}/{stage}"\n          state: "{business_unit}-{stage}"\n'
            f'          reads: ["{UNITY_CATALOG}/account/{{environment}}"]\n'
        )

    def _workspace(self, repository: str, project: str, unit: str, environment: Environment) -> None:
        domains = ", ".join(f'"{word}"' for word in self.random.sample(WORDS, self.sets))
        path = f"{repository}/{unit}/{environment.stage}"
        self._file(path, "workspace", environment, project=project, unit=unit, domains=domains)

    def _file(self, path: str, template: str, environment: Environment, **more: str) -> None:
        text = (HERE / "templates" / f"{template}.tf").read_text("utf-8")
        for key, value in {**environment._asdict(), **more}.items():
            text = text.replace(f"@{key}@", value)
        target = self.folder / path / "main.tf"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def main(arguments: list[str]) -> None:
    """Write the estate that the arguments describe."""
    plain = "--plain" in arguments
    folder, repositories = [argument for argument in arguments if argument != "--plain"]
    Estate(Path(folder), plain).write(int(repositories))


if __name__ == "__main__":
    main(sys.argv[1:])
