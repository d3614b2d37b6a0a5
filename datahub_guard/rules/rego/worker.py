"""The process that evaluates Rego, and the only module that imports `regorus`.

It is started as a bare interpreter (`python -I -S`), reads messages on one descriptor and answers on another. regorus
holds the interpreter's lock while it evaluates, knows no deadline, and a policy can make it overflow its stack or
fill the memory: so it runs here, where all of that ends one replaceable process and nothing else.

Messages, each a list of byte strings (`frames`):

    load      data, extensions, then path and text of each module -> loaded | refused message
    parse     path, text                                           -> parsed tree message | refused message
    evaluate  serial, document, then entrypoints -> one `outcome serial index status payload seconds prints...` each

Before each evaluation the worker writes what it is about to do into a page that it shares with the supervisor, which
so knows what hung or crashed although answers are written in batches.
"""

from __future__ import annotations

import mmap
import os
import resource
import time
from collections.abc import Callable, Sequence

import regorus

from datahub_guard.rules.rego.frames import (
    ANSWERS,
    IDLE,
    LOADING,
    PAGE,
    PROGRESS,
    REQUESTS,
    frame,
    receive,
    write_progress,
)

# Descriptors that whoever runs the tool may have left open, below which they usually lie.
MOST_DESCRIPTORS = 4096

FLUSH_SECONDS = 0.02
FLUSH_BYTES = 1 << 16
RESULT_BYTES = 64 << 20
PRINT_LINES = 200
PRINT_CHARACTERS = 2000
POLICY_COLUMNS, POLICY_BYTES, POLICY_LINES = 65536, 1 << 20, 20000

# `eval_rule_as_json` writes this for a rule without a value; a query tells it from a rule that has this string.
UNDEFINED_TEXT = '"<undefined>"'


def main(memory: int, seconds: int) -> None:
    """Serve until the supervisor closes its end; `memory` in bytes, `seconds` of processor time for one document."""
    os.closerange(PROGRESS + 1, MOST_DESCRIPTORS)
    page = mmap.mmap(PROGRESS, PAGE)
    os.close(PROGRESS)
    limit(resource.RLIMIT_CORE, 0, 0)
    limit(resource.RLIMIT_FSIZE, 0, 0)
    limit(resource.RLIMIT_AS, memory, memory)
    Worker(page, seconds).serve()


def limit(what: int, soft: int, hard: int) -> None:
    """Set a resource limit where the system lets it be set (macOS refuses some)."""
    try:
        resource.setrlimit(what, (soft, hard))
    except (OSError, ValueError):
        return


class Worker:
    """The modules that are loaded now, and how to answer about them."""

    def __init__(self, page: mmap.mmap, seconds: int) -> None:
        self._page = page
        self._seconds = seconds
        self._read: Callable[[int], bytes] = open(REQUESTS, "rb", closefd=False).read  # noqa: SIM115  # for its lifetime
        self._base = regorus.Engine()
        self._waiting: list[bytes] = []
        self._size = 0
        self._flushed = 0.0

    def serve(self) -> None:
        """Answer messages until there are no more."""
        handlers = {b"load": self.load, b"parse": self.parse, b"evaluate": self.evaluate}
        self._mark(0, IDLE)
        while (message := receive(self._read)) is not None:
            handlers[message[0]](message[1:])
            self._mark(0, IDLE)
            self._flush()

    def load(self, parts: Sequence[bytes]) -> None:
        """Take data, extensions and modules, and let regorus analyse them all."""
        self._mark(0, LOADING)
        data, extensions, *files = parts
        self._forbid_files(False)
        try:
            engine = new_engine()
            if extensions:
                from datahub_guard.rules.rego.extensions import install

                install(engine, extensions.decode().split())
            for path, text in zip(files[::2], files[1::2], strict=True):
                engine.add_policy(path.decode(), text.decode())
            engine.add_data_json(data.decode())
            analyse(engine)
        except BaseException as error:  # noqa: BLE001  # a Rust panic is no Exception
            self._base = new_engine()
            self._answer([b"refused", reason(error)])
        else:
            self._base = engine
            self._answer([b"loaded"])
        self._forbid_files(True)

    def parse(self, parts: Sequence[bytes]) -> None:
        """Answer with a module's syntax tree as JSON and with the first unsafe variable; or with a syntax error."""
        self._mark(0, LOADING)
        path, text = parts
        try:
            engine = new_engine()
            engine.add_policy(path.decode(), text.decode())
            tree = engine.get_ast_as_json()
        except BaseException as error:  # noqa: BLE001  # a Rust panic is no Exception
            self._answer([b"refused", reason(error)])
            return
        wrong = b""
        try:
            analyse(engine)
        except BaseException as error:  # noqa: BLE001  # a Rust panic is no Exception
            wrong = reason(error)
        self._answer([b"parsed", tree.encode(), wrong])

    def evaluate(self, parts: Sequence[bytes]) -> None:
        """Answer each entrypoint about one document."""
        serial, document, *entrypoints = parts
        number = int(serial)
        self._mark(number, LOADING)
        limit(resource.RLIMIT_CPU, int(time.process_time()) + self._seconds + 2, resource.RLIM_INFINITY)
        try:
            loaded = self._base.clone()
            loaded.set_input_json(document.decode())
        except BaseException as error:  # noqa: BLE001  # a Rust panic is no Exception
            for index in range(len(entrypoints)):
                self._answer([b"outcome", serial, b"%d" % index, b"document", reason(error), b"0"])
            return
        del document, parts
        engine = loaded.clone()
        for index, entrypoint in enumerate(entrypoints):
            self._mark(number, index)
            started = time.perf_counter()
            try:
                status, payload = ask(engine, entrypoint.decode())
            except BaseException as error:  # noqa: BLE001  # a Rust panic is no Exception
                status, payload = b"error", reason(error)
            seconds = b"%.6f" % (time.perf_counter() - started)
            self._answer([b"outcome", serial, b"%d" % index, status, payload, seconds, *prints(engine)])
            if status == b"error":
                engine = loaded.clone()

    def _mark(self, serial: int, index: int) -> None:
        self._page[:] = write_progress(serial, index)

    def _answer(self, parts: Sequence[bytes]) -> None:
        for buffer in frame(parts):
            self._waiting.append(buffer)
            self._size += len(buffer)
        if self._size > FLUSH_BYTES or time.perf_counter() - self._flushed > FLUSH_SECONDS:
            self._flush()

    def _flush(self) -> None:
        view = memoryview(b"".join(self._waiting))
        while view:
            view = view[os.write(ANSWERS, view) :]
        self._waiting.clear()
        self._size = 0
        self._flushed = time.perf_counter()

    @staticmethod
    def _forbid_files(forbid: bool) -> None:
        """Without a free descriptor neither a file nor a socket can be opened; loading an extension needs some."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit(resource.RLIMIT_NOFILE, 0 if forbid else min(hard, 256), hard)


def new_engine() -> regorus.Engine:
    """An engine that gathers what `print()` writes and takes long lines."""
    engine = regorus.Engine()
    engine.set_gather_prints(True)
    engine.set_policy_length_config(max_col=POLICY_COLUMNS, max_file_bytes=POLICY_BYTES, max_lines=POLICY_LINES)
    return engine


def analyse(engine: regorus.Engine) -> None:
    """Make regorus compile every module now, and refuse unsafe variables: it does so with the first query."""
    engine.set_input_json("{}")
    engine.eval_query_as_json("true")


def ask(engine: regorus.Engine, entrypoint: str) -> tuple[bytes, bytes]:
    """The entrypoint's value as JSON. A query costs twice as much, and tells all that may be undefined apart."""
    status = b"ok"
    try:
        text = engine.eval_rule_as_json(entrypoint)
    except RuntimeError as error:
        if not str(error).startswith("not a valid rule path"):
            raise
        text = UNDEFINED_TEXT
    if text == UNDEFINED_TEXT:
        text = engine.eval_query_as_json(entrypoint)
        status = b"query"
    if len(text) > RESULT_BYTES:
        return b"error", b"the result is larger than %d MB" % (RESULT_BYTES >> 20)
    return status, text.encode()


def reason(error: BaseException) -> bytes:
    """What to tell of an exception; regorus' own are RuntimeErrors that say enough."""
    if isinstance(error, RuntimeError):
        return str(error).encode()
    return f"{type(error).__name__} in the engine: {error}".encode()


def prints(engine: regorus.Engine) -> list[bytes]:
    """What `print()` wrote since the last call, cut to a size that a person may want to read."""
    lines = engine.take_prints()
    shown = [line[:PRINT_CHARACTERS].encode() for line in lines[:PRINT_LINES]]
    if len(lines) > PRINT_LINES:
        shown.append(b"... %d more lines" % (len(lines) - PRINT_LINES))
    return shown
