"""The facts file: read, checked, kept for the next run."""

from datahub_guard.sources.facts.read import cache_key, load_facts

__all__ = ["cache_key", "load_facts"]
