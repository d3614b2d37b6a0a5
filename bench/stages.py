"""One stage of a measurement, alone in a fresh process: `python bench/stages.py STAGE PATH [FACTS]` prints JSON.

`seconds` is processor time without imports; `bytes` what was read; `instances` and `memory` (growth of the resident
set, in bytes) where there are some.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from time import process_time


def parse(path: str, facts: str) -> dict[str, float]:
    """The raw parse of tree-sitter: every file to a tree, and no node touched."""
    import tree_sitter
    import tree_sitter_hcl

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    texts = terraform(path)
    start = process_time()
    for text in texts:
        parser.parse(text)
    return {"seconds": process_time() - start, "bytes": sum(map(len, texts))}


def load(path: str, facts: str) -> dict[str, float]:
    """Our loader: every stack expanded, and every argument of every instance evaluated."""
    from datahub_guard.sources.facts import load_facts
    from datahub_guard.sources.load import load_estate

    known = load_facts(facts)
    gc.disable()
    before = resident()
    start = process_time()
    estate = load_estate([path], known, root=path)
    instances = 0
    for stack in estate.present:
        instances += len(stack.resources)
        for resource in stack.resources:
            for name in resource.names():
                resource.attributes.read(name)
    seconds = process_time() - start
    return {"seconds": seconds, "instances": instances, "memory": resident() - before}


def terraform(path: str) -> list[bytes]:
    """The contents of the `*.tf` files below `path`."""
    texts = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".tf"):
                with open(os.path.join(folder, name), "rb") as handle:
                    texts.append(handle.read())
    return texts


def resident() -> int:
    """The resident set of this process in bytes."""
    with open("/proc/self/statm", "rb") as handle:
        return int(handle.read().split()[1]) * os.sysconf("SC_PAGESIZE")


STAGES: dict[str, Callable[[str, str], dict[str, float]]] = {"parse": parse, "load": load}

if __name__ == "__main__":
    stage, where, *more = sys.argv[1:]
    print(json.dumps(STAGES[stage](where, more[0] if more else "")))
