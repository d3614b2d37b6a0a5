"""Write the JSON Schema of facts files, and its digest into the reader, from the records that hold facts.

`--check` writes nothing and fails where either is stale.
"""

from __future__ import annotations

import re
import sys
from hashlib import sha256
from pathlib import Path

from datahub_guard.sources.facts.jsonschema import facts_schema_text

PACKAGE = Path(__file__).resolve().parent.parent / "datahub_guard"
SCHEMA = PACKAGE / "data" / "platform.schema.json"
READER = PACKAGE / "sources" / "facts" / "read.py"


def main(arguments: list[str]) -> int:
    """Return 0 when both files are current now."""
    schema = facts_schema_text()
    shape = sha256(schema.encode()).hexdigest()[:16]
    before = READER.read_text(encoding="utf-8")
    wanted = {SCHEMA: schema, READER: re.sub(r'(?m)^SHAPE = ".*"$', f'SHAPE = "{shape}"', before)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(PACKAGE.parent)} is stale: run python tools/facts_schema.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
        print(f"wrote {path.relative_to(PACKAGE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
