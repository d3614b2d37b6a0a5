"""Every repository, stack and state of the platform has its place, under whatever name it is met."""

from __future__ import annotations

import pickle

import pytest

from datahub_guard.model.facts import Facts

NONPROD, PROD, HUB = "851725449831", "339712836516", "234268347951"
UNITS = {
    "nonprod": ("digital", "corporate", "elec-network", "sparky"),
    "prod": ("digital", "corporate", "elec-network"),
}
STAGES = {"nonprod": "lab", "prod": "field"}
ACCOUNTS = {"nonprod": NONPROD, "prod": PROD}

# repository, path, rank, environment, account, business unit, role, project, state
EXPECTED: list[tuple[str, str, tuple[int, int], str | None, str | None, str | None, str, int, str | None]] = [
    ("core-network-databricks-vpc-components", "stacks/prod", (1, 0), "prod", HUB, None, "network", 1001, "prod"),
    (
        "core-network-databricks-vpc-components",
        "stacks/nonprod",
        (1, 0),
        "nonprod",
        HUB,
        None,
        "network",
        1001,
        "nonprod",
    ),
    ("app-datahub-prod-databricks-aws-infra", ".", (1, 1), "prod", PROD, None, "aws-infrastructure", 1101, "prod"),
    (
        "app-datahub-nonprod-databricks-aws-infra",
        ".",
        (1, 1),
        "nonprod",
        NONPROD,
        None,
        "aws-infrastructure",
        1102,
        "nonprod",
    ),
    *(
        ("databricks-unity-catalog", f"account/{e}", (2, 0), e, a, None, "databricks-account", 1201, f"account-{e}")
        for e, a in ACCOUNTS.items()
    ),
    *(
        ("databricks-unity-catalog", f"{u}-bu/{e}", (2, 1), e, ACCOUNTS[e], u, "unity-catalog", 1201, f"{u}-bu-{e}")
        for e, units in UNITS.items()
        for u in units
    ),
    *(
        ("databricks-workspaces", f"{u}/{STAGES[e]}", (3, 0), e, ACCOUNTS[e], u, "workspace", 1301, f"{u}-{STAGES[e]}")
        for e, units in UNITS.items()
        for u in units
    ),
    ("databricks-app-code-digital-analytics", ".", (4, 0), None, None, "digital", "data-product", 1401, None),
    ("databricks-app-code-nri", ".", (4, 0), None, None, "elec-network", "data-product", 1402, None),
    ("network-model-datastores", ".", (5, 0), "prod", PROD, None, "datastore", 1502, "prod"),
    ("network-model-ewb-prod", ".", (5, 1), "prod", PROD, None, "application", 1503, "prod"),
    ("datamesh-manager-prod", ".", (5, 1), "prod", PROD, None, "application", 1501, "prod"),
]


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row[0]}/{row[1]}")
def test_every_stack_has_its_place(
    platform: Facts,
    row: tuple[str, str, tuple[int, int], str | None, str | None, str | None, str, int, str | None],
) -> None:
    repository, path, rank, environment, account, unit, role, project, state = row
    place = platform.place(repository, path)
    assert place is not None
    assert (place.repository, place.path, place.rank, place.layer) == (repository, path, rank, rank[0])
    assert (place.environment, place.account, place.business_unit) == (environment, account, unit)
    assert place.stage == (STAGES[environment] if environment else None)
    assert (place.role, place.project_id, place.state_name) == (role, project, state)
    if state is not None:
        address = f"https://gitlab.example.com/api/v4/projects/{project}/terraform/state/{state}"
        assert platform.state_owner(address) == place
        assert platform.state_address(place) == address
    assert platform.repository_of_project(project) == repository


def test_there_are_no_other_stacks(platform: Facts) -> None:
    assert sorted(platform.placements) == sorted(r if p == "." else f"{r}/{p}" for r, p, *_ in EXPECTED)


def test_what_every_stack_builds_on(platform: Facts) -> None:
    """Reads of the sample estate: projects 1001 to 1503 with their stacks."""
    core, infra, account = (
        "core-network-databricks-vpc-components/stacks/{}",
        "app-datahub-{}-databricks-aws-infra",
        "databricks-unity-catalog/account/{}",
    )
    for name, place in platform.placements.items():
        environment = place.environment or ""
        expected = {
            "network": [],
            "aws-infrastructure": [core],
            "databricks-account": [core, infra],
            "unity-catalog": [core, infra, account],
            "workspace": [infra, account, f"databricks-unity-catalog/{place.business_unit}-bu/{{}}"],
            "data-product": [],
            "datastore": [core, infra],
            "application": [core, infra if name.startswith("datamesh") else "network-model-datastores"],
        }[place.role]
        assert place.reads == tuple(read.format(environment) for read in expected), name


def test_a_bundles_targets_have_stages(platform: Facts) -> None:
    place = platform.place("databricks-app-code-nri", ".")
    assert place is not None and place.kind == "bundle" and place.environment is None
    lab, field = platform.targets(place)
    assert (lab.target, lab.stage, lab.environment, lab.account) == ("lab", "lab", "nonprod", NONPROD)
    assert (field.target, field.stage, field.environment, field.account) == ("field", "field", "prod", PROD)
    assert lab.reads == ("databricks-workspaces/elec-network/lab",)
    assert field.reads == ("databricks-workspaces/elec-network/field",)
    infra = platform.place("app-datahub-prod-databricks-aws-infra", "")
    assert infra is not None and platform.targets(infra) == ()


@pytest.mark.parametrize(
    "name",
    [
        "app-datahub-nonprod-databricks-aws-infra",
        "nonprod/app-datahub-nonprod-databricks-aws-infra",
        "checkouts/app-datahub-nonprod-databricks-aws-infra/",
        "https://gitlab.example.com/data-platform/app-datahub-nonprod-databricks-aws-infra.git",
        "https://ci:secret@gitlab.example.com:8443/data-platform/app-datahub-nonprod-databricks-aws-infra",
        "git@gitlab.example.com:data-platform/app-datahub-nonprod-databricks-aws-infra.git",
        "ssh://git@gitlab.example.com:22/data-platform/app-datahub-nonprod-databricks-aws-infra.git/",
        "git@mirror.example.org:elsewhere/app-datahub-nonprod-databricks-aws-infra.git",
    ],
)
def test_a_repository_is_known_by_name_folder_and_remote(platform: Facts, name: str) -> None:
    assert platform.repository_named(name) == "app-datahub-nonprod-databricks-aws-infra"
    place = platform.place(name, "./")
    assert place is not None and place.environment == "nonprod"


def test_a_folder_of_another_name_is_known_too(platform: Facts, other: Facts) -> None:
    assert platform.repository_named("modules") == "terraform-modules"
    assert other.repository_named("ground") == other.repository_named("infra/ground") == "ground"
    assert other.repository_named("git@git.tramline.test:rails/ground-repo.git") == "ground"


@pytest.mark.parametrize("name", ["", "app-datahub", "prod", "databricks-unity-catalog-fork", "/", "https://"])
def test_a_stranger_has_no_place(platform: Facts, name: str) -> None:
    assert platform.repository_named(name) is None
    assert platform.place(name, ".") is None


@pytest.mark.parametrize(
    "path", ["digital/prod", "digital-bu/field", "sparky-bu/prod", "account", ".", "digital-bu/prod/x"]
)
def test_a_folder_that_is_no_stack_has_no_place(platform: Facts, path: str) -> None:
    assert platform.place("databricks-unity-catalog", path) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://gitlab.example.com/api/v4/projects/1001/terraform/state/dev",
        "https://gitlab.example.com/api/v4/projects/9999/terraform/state/prod",
        "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod/lock",
        "https://gitlab.example.com/api/v4/projects/1001/terraform/state/",
        "https://gitlab.example.com/api/v4/projects//terraform/state/prod",
        "https://gitlab.example.com.evil.test/api/v4/projects/1001/terraform/state/prod",
        "https://gitlab.example.com@evil.test/api/v4/projects/1001/terraform/state/prod",
        "https://evil.test/?https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod",
        "s3://gitlab.example.com/api/v4/projects/1001/terraform/state/prod",
        "https://gitlab.example.com/api/v4/projects/" + "1" * 5000 + "/terraform/state/prod",
        "",
    ],
)
def test_a_strangers_state_has_no_owner(platform: Facts, address: str) -> None:
    assert platform.state_owner(address) is None


def test_a_state_is_found_by_the_projects_path_too(platform: Facts) -> None:
    owner = platform.state_owner(
        "https://gitlab.example.com/api/v4/projects/data-platform%2Fdatabricks-workspaces/terraform/state/digital-lab"
    )
    assert owner == platform.place("databricks-workspaces", "digital/lab")


@pytest.mark.parametrize(
    ("source", "subdir", "ref"),
    [
        ("git::https://gitlab.example.com/data-platform/terraform-modules.git//bucket?ref=v1.2.0", "bucket", "v1.2.0"),
        (
            "git::ssh://git@gitlab.example.com/data-platform/terraform-modules.git//bucket?ref=v1.2.0",
            "bucket",
            "v1.2.0",
        ),
        ("git@gitlab.example.com:data-platform/terraform-modules.git//bucket?ref=v1.2.0", "bucket", "v1.2.0"),
        ("git::git@gitlab.example.com:data-platform/terraform-modules//bucket", "bucket", None),
        ("https://gitlab.example.com/data-platform/terraform-modules.git//bucket?depth=1&ref=a%2Fb", "bucket", "a/b"),
        ("git::https://gitlab.example.com/data-platform/terraform-modules", "", None),
        ("gitlab.example.com/data-platform/bucket/aws", "bucket", None),
        ("gitlab.example.com/data-platform/bucket/aws//policy", "bucket/policy", None),
    ],
)
def test_the_module_library_is_found(platform: Facts, source: str, subdir: str, ref: str | None) -> None:
    location = platform.module_source(source)
    assert location is not None
    assert (location.repository, location.subdir, location.ref) == ("terraform-modules", subdir, ref)


@pytest.mark.parametrize(
    "source",
    [
        "./bucket",
        "../../modules/bucket",
        "/srv/modules/bucket",
        "terraform-aws-modules/vpc/aws",
        "git::https://github.com/data-platform/terraform-modules.git//bucket",
        "git::https://gitlab.example.com/data-platform/terraform-modules-fork.git//bucket",
        "gitlab.example.com/other-group/bucket/aws",
        "s3::https://s3.amazonaws.com/terraform-modules/bucket.zip",
        "https://gitlab.example.com/data-platform/terraform-modules.zip",
        "",
    ],
)
def test_a_strangers_module_is_not(platform: Facts, source: str) -> None:
    assert platform.module_source(source) is None


def test_workspaces_and_catalogs(platform: Facts) -> None:
    assert {w.name: (w.environment, w.stage, w.catalog) for w in platform.workspaces} == {
        "digital-lab": ("nonprod", "lab", "digital_lab"),
        "corporate-lab": ("nonprod", "lab", "corporate_lab"),
        "elec-network-lab": ("nonprod", "lab", "elec_network_lab"),
        "sparky-lab": ("nonprod", "lab", "sparky_lab"),
        "digital-field": ("prod", "field", "digital_field"),
        "corporate-field": ("prod", "field", "corporate_field"),
        "elec-network-field": ("prod", "field", "elec_network_field"),
    }


def test_words_of_one_environment(platform: Facts) -> None:
    words = platform.words("prod")
    assert words["environment"] == ("prod",) and words["stage"] == ("field",)
    assert words["business_unit"] == ("digital", "corporate", "elec-network")
    assert "sparky" in platform.words()["business_unit"]


def test_facts_travel_to_other_processes(platform: Facts) -> None:
    copy: Facts = pickle.loads(pickle.dumps(platform))  # noqa: S301  # our own bytes
    assert copy.estate == platform.estate and copy.rules == platform.rules
    assert copy.placements == platform.placements
    assert (copy.digest, copy.file) == (platform.digest, platform.file)


def test_another_organisation(other: Facts) -> None:
    place = other.place("lake", "run/track-works")
    assert place is not None
    assert (place.rank, place.layer, place.environment, place.account) == ((2, 3), 2, "live", "333333333333")
    assert (place.stage, place.business_unit, place.state_name) == ("run", "track-works", "track_works_run")
    assert place.reads == ("ground/envs/live",)
    assert other.place("lake", "try/track-works") is None
    assert [w.name for w in other.workspaces] == ["ws-fares-try", "ws-fares-run", "ws-track-works-run"]
    assert other.state_owner("https://git.tramline.test/api/v4/projects/8/terraform/state/fares_try") is not None
