"""What a pipeline tells Terraform of its backend: `TF_HTTP_*` variables and `-backend-config=KEY=VALUE` arguments.

Read only for a backend that leaves something out. The file is searched as text, line by line, because the places of
the values are wanted and the keys are unmistakable; what an included file sets is not seen.
"""

from __future__ import annotations

import os
import re

from datahub_guard.model.places import Place
from datahub_guard.model.stack import Backend

FILE = ".gitlab-ci.yml"
KEYS = (
    "address",
    "lock_address",
    "unlock_address",
    "lock_method",
    "unlock_method",
    "retry_max",
    "retry_wait_min",
    "retry_wait_max",
    "username",
    "password",
)
LARGEST = 4 * 1024 * 1024
_VARIABLE = re.compile(r"""^\s*-?\s*(?:export\s+)?TF_HTTP_(\w+)\s*[:=]\s*(["']?)(.*?)\2\s*(?:#.*)?$""")
_ARGUMENT = re.compile(r"""-backend-config[= ](["']?)(\w+)=(["']?)([^"'\s]*)""")


def complete(backend: Backend, repository: str, shown: str) -> None:
    """Enter what the pipeline of the repository in the folder `repository` gives; `shown` is how places call it."""
    if all(key in backend.settings for key in KEYS[:5]):
        return
    path = os.path.join(repository, FILE)
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
            return
        with open(path, encoding="utf-8", errors="replace") as handle:
            lines = handle.read().split("\n")
    except OSError:
        return
    file = FILE if shown in ("", ".") else f"{shown}/{FILE}"
    for number, line in enumerate(lines, 1):
        match = _VARIABLE.match(line)
        if match and match[1].lower() in KEYS:
            place = Place(file, number, match.start(1) - len("TF_HTTP_") + 1, number, match.end(3) + 1)
            backend.elsewhere.setdefault(match[1].lower(), (match[3].strip(), place))
        for match in _ARGUMENT.finditer(line):
            if match[2] in KEYS:
                place = Place(file, number, match.start() + 1, number, match.end() + 1)
                backend.elsewhere.setdefault(match[2], (match[4], place))
