"""Draw the diagrams of the sample estate's documentation from the platform's facts, as PNG.

`--check` writes nothing and fails where a diagram does not show what the facts say.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.png import Canvas, pixels, text_width

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "policies" / "platform.yaml"
FOLDER = ROOT / "fixtures" / "estate" / "docs" / "generated-diagrams"

INK = "#1b1f24"
GREY = "#57606a"
PALE = "#f6f8fa"
BLUE, BLUE_LINE = "#ddf4ff", "#0969da"
GREEN, GREEN_LINE = "#dafbe1", "#1a7f37"
AMBER, AMBER_LINE = "#fff8c5", "#9a6700"
RED, RED_LINE = "#ffebe9", "#cf222e"
COLOURS = [(BLUE, BLUE_LINE), (GREEN, GREEN_LINE), (AMBER, AMBER_LINE), (RED, RED_LINE), (PALE, GREY)]
LINE = 22
MARGIN = 24

Facts = dict[str, Any]


def main(arguments: list[str]) -> int:
    facts = yaml.safe_load(FACTS.read_text("utf-8"))
    stale = []
    for name, image in drawn(facts).items():
        file = FOLDER / f"{name}.png"
        if file.is_file() and pixels(file.read_bytes()) == pixels(image):
            continue
        stale.append(file)
        if "--check" not in arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_bytes(image)
    if "--check" in arguments:
        for file in stale:
            print(f"{file.relative_to(ROOT)} is not what the facts say: make docs", file=sys.stderr)
        return 1 if stale else 0
    return 0


def drawn(facts: Facts) -> dict[str, bytes]:
    """Each diagram's image by its name."""
    diagrams: dict[str, Callable[[Facts], Canvas]] = {
        "deployment-order": deployment_order,
        "shared-networks": shared_networks,
        "unity-catalog": unity_catalog,
        "delivery-pipeline": delivery_pipeline,
        "governance-applications": governance_applications,
    }
    images = {name: draw(facts).png() for name, draw in diagrams.items()}
    plans = {f"subnet-plan-{name}": subnet_plan(facts, name).png() for name in facts["estate"]["environments"]}
    return images | plans


def card(canvas: Canvas, x: int, y: int, lines: list[str], colours: tuple[str, str], width: int = 0) -> tuple[int, int]:
    """Draws a box around lines of text, the first of them dark; gives its width and height."""
    width = width or card_width(lines)
    height = LINE * len(lines) + 18
    canvas.box(x, y, width, height, *colours)
    for number, line in enumerate(lines):
        canvas.text(x + 12, y + 12 + LINE * number, line, GREY if number else INK)
    return width, height


def card_width(lines: list[str]) -> int:
    """Pixels that a box around these lines takes."""
    return max(text_width(line) for line in lines) + 24


def headed(width: int, height: int, title: str) -> Canvas:
    """An image with a title."""
    canvas = Canvas(width, height)
    canvas.text(MARGIN, 20, title, INK, scale=3)
    return canvas


def deployment_order(facts: Facts) -> Canvas:
    """Layers from top to bottom, and in each its repositories with their ranks."""
    layers = facts["estate"]["layers"]
    width = 1500
    canvas = headed(width, 70 + 142 * len(layers), "Deployment order")
    y = 70
    for layer in layers:
        colours = COLOURS[(layer["number"] - 1) % len(COLOURS)]
        canvas.box(MARGIN, y, width - 2 * MARGIN, 112, PALE, colours[1])
        canvas.text(MARGIN + 12, y + 12, f"{layer['number']}. {layer['title']}", INK)
        x = MARGIN + 12
        for rank, name in sorted(ranked(facts, layer["number"])):
            x += card(canvas, x, y + 40, [name, f"rank {rank}"], colours)[0] + 12
        if layer is not layers[-1]:
            canvas.path([(width // 2, y + 114), (width // 2, y + 138)], GREY, 3)
        y += 142
    return canvas


def ranked(facts: Facts, layer: int) -> list[tuple[str, str]]:
    """Rank and short name of what a layer's repositories deploy; a stack may have a rank of its own."""
    found = []
    for name, repository in facts["estate"]["repositories"].items():
        for stack in repository.get("stacks", []):
            rank = stack.get("rank", repository.get("rank"))
            if rank and int(rank.partition(".")[0]) == layer:
                role = f" ({stack['path'].partition('/')[0]})" if "rank" in stack else ""
                found.append((rank, short(name) + role))
    return found


def short(repository: str) -> str:
    """A repository's name without what all of its neighbours have in theirs."""
    for part in ("-databricks-aws-infra", "-databricks-vpc-components", "-app-code"):
        repository = repository.replace(part, "")
    return repository


def subnet_plan(facts: Facts, environment: str) -> Canvas:
    """The platform's part of one network: a line for each slot, a column for each tier."""
    network = facts["estate"]["networks"][facts["estate"]["environments"][environment]["network"]]
    allocation = network["allocation"]
    rows = [(slot.get("workspace", "free"), slot["subnets"]) for slot in allocation["slots"]]
    rows += [(name, application["subnets"]) for name, application in allocation.get("applications", {}).items()]
    tiers = ["eni", "db", "private", "app"]
    canvas = headed(1300, 130 + 84 * len(rows), f"Subnets of {network['name']}, {network['cidr']}")
    for column, tier in enumerate(tiers):
        length = facts["estate"]["tiers"][tier]["prefix_length"]
        canvas.text(300 + 250 * column, 80, f"{tier} /{length}", INK)
    for row, (name, subnets) in enumerate(rows):
        y = 110 + 84 * row
        canvas.text(MARGIN, y + 30, name, GREY if name == "free" else INK)
        for column, tier in enumerate(tiers):
            if tier in subnets:
                canvas.box(290 + 250 * column, y, 236, 76, *(COLOURS[4] if name == "free" else COLOURS[column]))
                for number, cidr in enumerate(subnets[tier]):
                    canvas.text(302 + 250 * column, y + 8 + LINE * number, cidr, INK)
    return canvas


def shared_networks(facts: Facts) -> Canvas:
    """Networks, the transit gateway that joins them, the inspection behind it, and the central endpoints."""
    networks = facts["estate"]["networks"]
    accounts = facts["estate"]["accounts"]
    endpoints = list(facts["rules"]["networks"]["endpoints"])
    canvas = headed(1500, 700, "Shared networks and their inspection")
    spokes = [network for network in networks.values() if not network.get("inspection")]
    firewall = next(network for network in networks.values() if network.get("inspection"))
    for number, network in enumerate(spokes):
        y = 90 + 190 * number
        environment = network.get("environment")
        shared = environment and facts["estate"]["environments"][environment]["account"]
        lines = [network["name"], network["cidr"]]
        if shared:
            lines += [f"subnets shared with {shared}", "endpoints: " + ", ".join(endpoints[:6])]
            lines += ["  " + ", ".join(endpoints[6:])]
        else:
            lines += ["way in from the internet, load balancers only"]
        width, height = card(canvas, MARGIN, y, lines, COLOURS[number], 700)
        canvas.path([(MARGIN + width, y + height // 2), (860, y + height // 2)], GREY, 3)
    canvas.box(864, 90, 130, 500, PALE, GREY)
    canvas.text(876, 300, "transit", INK)
    canvas.text(876, 324, "gateway", INK)
    canvas.path([(994, 330), (1046, 330)], RED_LINE, 3)
    owner = accounts[firewall["account"]]["id"]
    lines = [firewall["name"], firewall["cidr"], f"account {owner}", "Palo Alto firewalls"]
    card(canvas, 1050, 270, lines, COLOURS[3], 420)
    owner = accounts["core-network"]["id"]
    note = f"The other networks are of core-network, account {owner}. None of them learns a way to another."
    canvas.text(MARGIN, 650, note, GREY)
    return canvas


def unity_catalog(facts: Facts) -> Canvas:
    """Each environment's metastore, and the catalogs of its business units with their schemas and workspaces."""
    estate = facts["estate"]
    schemas = facts["rules"]["unity_catalog"]["schemas"]
    canvas = headed(1500, 640, "Metastores, catalogs and workspaces")
    for number, (name, environment) in enumerate(estate["environments"].items()):
        y = 80 + 280 * number
        stage = environment["stage"]
        bucket = facts["rules"]["buckets"]["metastore"].format(environment=name)
        canvas.box(MARGIN, y, 1452, 260, PALE, GREY)
        canvas.text(MARGIN + 12, y + 14, f"{name}: metastore in {bucket}", INK)
        units = [key for key, unit in estate["business_units"].items() if name in unit["environments"]]
        for column, unit in enumerate(units):
            x = MARGIN + 14 + 358 * column
            catalog = f"{estate['business_units'][unit]['identifier']}_{stage}"
            card(canvas, x, y + 50, [f"catalog {catalog}", *schemas], COLOURS[number], 344)
            card(canvas, x, y + 190, [f"{unit}-{stage}", "the workspace that uses it"], COLOURS[2], 344)
    return canvas


def delivery_pipeline(facts: Facts) -> Canvas:
    """What every change goes through, in nonprod and then in prod."""
    steps = [
        ["merge request", "on feature/, fix/,", "hotfix/ or chore/"],
        ["plan", "terraform plan", "kept as artifact"],
        ["checks", "datahub-guard", "Checkov, OPA"],
        ["approval", "a person starts", "the apply job"],
        ["apply", "of that plan", "and no other"],
    ]
    canvas = headed(1500, 440, "From a change to the platform")
    for row, name in enumerate(facts["estate"]["environments"]):
        y = 110 + 160 * row
        canvas.text(MARGIN, y - 28, name, INK)
        for column, lines in enumerate(steps):
            x = MARGIN + 296 * column
            card(canvas, x, y, lines, COLOURS[column % len(COLOURS)], 250)
            if column:
                canvas.path([(x - 46, y + 42), (x - 6, y + 42)], GREY, 3)
    canvas.path([(1330, 196), (1330, 232), (445, 232), (445, 264)], RED_LINE, 3)
    canvas.text(MARGIN, 400, "prod is planned when nonprod has it, from the same commit", GREY)
    return canvas


def governance_applications(facts: Facts) -> Canvas:
    """Data Mesh Manager and the network model: from users to their databases."""
    applications = facts["estate"]["networks"]["prod"]["allocation"]["applications"]
    accounts = facts["estate"]["accounts"]
    policy = facts["rules"]["tls"]["preferred"].removeprefix("ELBSecurityPolicy-")
    canvas = headed(1500, 440, "Governance and domain applications")
    for row, (name, application) in enumerate(applications.items()):
        y = 106 + 124 * row
        canvas.text(MARGIN, y - 26, ", ".join(application["repositories"]), INK)
        cards = [
            ["users in the", "network"],
            ["internal ALB", policy],
            ["ECS Fargate", f"app of {name}"],
            ["RDS PostgreSQL", f"db of {name}"],
        ]
        x = MARGIN
        for number, lines in enumerate(cards):
            width = card(canvas, x, y, lines, COLOURS[number], 320)[0]
            if number < len(cards) - 1:
                canvas.path([(x + width, y + 30), (x + width + 40, y + 30)], GREY, 3)
            x += width + 46
    dns = facts["rules"]["trust"]["dns"]["role"]
    lines = ["Names in Route 53", f"written through {dns} of {accounts['core-network']['id']}, with the external id"]
    card(canvas, MARGIN, 352, lines, COLOURS[4])
    return canvas


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
