"""Modules made ready: checked, their rules' metadata read, `rego.metadata` calls bound; and kept for the next run.

The work takes a parser process, a YAML reader and several passes over the syntax trees, and gives the same result for
the same texts. So it is done once and kept as JSON. The key is a digest of the texts, of the names of the files and of
the sources that do the work, so that neither an edited rule nor another version of this tool meets a result that is
not its own. Modules with something wrong in them are never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from datahub_guard.rules.rego.protocol import Diagnostic, Module, Position, RuleMetadata

if TYPE_CHECKING:
    from datahub_guard.rules.rego.embedded import EmbeddedEngine

PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHIPPED = "prepared.json"
SOURCES = (
    "annotation_yaml",
    "builtins",
    "embedded",
    "messages",
    "metadata",
    "names",
    "portable",
    "preparation",
    "protocol",
    "syntax",
    "worker",
)


class Prepared(NamedTuple):
    """`rules` in the order of the modules; `modules` as the embedded engine takes them; `diagnostics` against them.

    Engines that know `rego.metadata` themselves take the modules as they were given.
    """

    rules: list[RuleMetadata]
    modules: list[Module]
    diagnostics: list[Diagnostic]


class Cache:
    """Where prepared modules are kept.

    Read from a file beside the modules of a pack that comes with the product, where a build has put it, and from the
    user's cache folder; written to the latter only. What somebody else could have written is not read: it would say
    other things about a rule than the rule that a reviewer sees.
    """

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder if folder is not None else _user_folder()

    def read(self, key: str, modules: Sequence[Module]) -> Prepared | None:
        """What is kept under the key."""
        folders = {os.path.dirname(os.path.abspath(module.path)) for module in modules}
        beside = {folder for folder in folders if folder.startswith(PACKAGE + os.sep)}
        places = [os.path.join(folder, SHIPPED) for folder in sorted(beside)]
        for place in [*places, self._file(key)]:
            content = _load(place, private=place not in places)
            if content is not None and content.get("key") == key:
                return _restored(content, modules)
        return None

    def write(self, key: str, prepared: Prepared, original: Sequence[Module]) -> None:
        """Keep it. A cache that cannot be written is no error."""
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            write_file(self._file(key), key, prepared, original)
        except OSError:
            return

    def _file(self, key: str) -> str:
        return os.path.join(self.folder, key + ".json")


def prepare(modules: Sequence[Module], engine: EmbeddedEngine, cache: Cache | None) -> Prepared:
    """Check modules that belong together and read their metadata; the engine is used only when nothing is kept."""
    key = digest(modules) if cache is not None else ""
    kept = cache.read(key, modules) if cache is not None else None
    if kept is not None:
        return kept
    prepared = _prepare(modules, engine)
    if cache is not None and not prepared.diagnostics:
        cache.write(key, prepared, modules)
    return prepared


def digest(modules: Sequence[Module]) -> str:
    """The key of these modules for this version of the tool."""
    state = hashlib.sha256()
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in SOURCES:
        with open(os.path.join(folder, name + ".py"), "rb") as handle:
            _add(state, handle.read())
    for module in modules:
        _add(state, os.path.basename(module.path).encode())
        _add(state, module.text.encode())
    return state.hexdigest()


def write_file(path: str, key: str, prepared: Prepared, original: Sequence[Module]) -> None:
    """Write prepared modules, whole or not at all; paths are left out, because packs are moved."""
    numbers = {module.path: number for number, module in enumerate(original)}
    content = {
        "key": key,
        "rules": [[numbers[rule.path], *rule._replace(path="")] for rule in prepared.rules],
        "expanded": {
            str(number): new.text
            for number, (old, new) in enumerate(zip(original, prepared.modules, strict=True))
            if new.text != old.text
        },
    }
    scratch = f"{path}.{os.getpid()}"
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        json.dump(content, handle, ensure_ascii=False)
    os.replace(scratch, path)


def _add(state: Any, part: bytes) -> None:
    state.update(len(part).to_bytes(8, "little") + part)


def _prepare(modules: Sequence[Module], engine: EmbeddedEngine) -> Prepared:
    from datahub_guard.rules.rego import portable
    from datahub_guard.rules.rego.messages import diagnose
    from datahub_guard.rules.rego.metadata import Annotated, MetadataError, annotate, expand_calls, redeclared, rules_of
    from datahub_guard.rules.rego.names import Parsed

    diagnostics: list[Diagnostic] = []
    unsafe: list[Diagnostic] = []
    parsed: list[Parsed] = []
    annotated: list[Annotated] = []
    for module in modules:
        wrong = portable.check_text(module)
        diagnostics += wrong
        if wrong:
            continue
        tree, error = engine.syntax(module)
        if error:
            (diagnostics if tree is None else unsafe).append(diagnose(error, module.path))
        if tree is None:
            continue
        parsed.append(Parsed(module, tree))
        try:
            annotated.append(annotate(module, tree))
        except MetadataError as refused:
            diagnostics.append(Diagnostic("rego_parse_error", str(refused), Position(module.path, refused.line, 1)))
    diagnostics += [*portable.check_modules(parsed), *redeclared(annotated)]
    # What regorus finds may follow from what has been found before in the same line, and says less.
    known = {(d.position.path, d.position.line) for d in diagnostics}
    diagnostics += [d for d in unsafe if (d.position.path, d.position.line) not in known]
    if diagnostics:
        return Prepared([], [], sorted(diagnostics, key=lambda diagnostic: diagnostic.position))
    trees = [item.tree for item in parsed]
    expanded = [expand_calls(item, tree, annotated) for item, tree in zip(annotated, trees, strict=True)]
    text = engine.compile(expanded)
    if text is not None:
        return Prepared([], [], [diagnose(text, expanded[0].path if expanded else "")])
    return Prepared([rule for item in annotated for rule in rules_of(item)], expanded, [])


def _restored(content: dict[str, Any], modules: Sequence[Module]) -> Prepared:
    rules = [RuleMetadata(*fields)._replace(path=modules[number].path) for number, *fields in content["rules"]]
    expanded = content["expanded"]
    texts = [Module(m.path, expanded.get(str(number), m.text)) for number, m in enumerate(modules)]
    return Prepared(rules, texts, [])


def _load(path: str, *, private: bool) -> dict[str, Any] | None:
    """A kept file; a private one must belong to this user and to nobody else."""
    try:
        with open(path, "rb") as handle:
            state = os.fstat(handle.fileno())
            if private and (state.st_uid != os.getuid() or state.st_mode & 0o022):
                return None
            content = json.load(handle)
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _user_folder() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "datahub-guard", "rego")
