"""Puts the checked form of the shipped facts into the wheel, so that no run of an installed product parses YAML.

Its key is a digest of the facts file: somebody who edits the file gets it parsed anew, never an old form of it.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FACTS = os.path.join("policies", "platform.yaml")


class CheckedFacts(BuildHookInterface[Any]):
    """Runs when a wheel is built; an editable installation uses the user's cache as any checkout does."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Check the facts (a fault fails the build) and add them to the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from datahub_guard.sources import cache
        from datahub_guard.sources.facts import cache_key
        from datahub_guard.sources.facts.convert import convert

        with open(os.path.join(self.root, FACTS), "rb") as file:
            data = file.read()
        folder, key = os.path.join(self.root, "build", "cache"), cache_key(data)
        if not cache.write_into(folder, "facts", key, convert(data, FACTS)):
            raise OSError(f"{folder} cannot be written")
        name = f"facts/{key}.json"
        build_data["force_include"][os.path.join(folder, name)] = f"datahub_guard/data/cache/{name}"
