"""The embedded Rego engine: regorus in a supervised worker process.

The supervisor sends modules once, then documents, several ahead of the answers. An entrypoint that hangs, crashes
its process or fails costs that entrypoint only: the worker is replaced, and everything that was not answered yet is
asked again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from datahub_guard.errors import GuardError
from datahub_guard.rules.rego.frames import IDLE, LOADING
from datahub_guard.rules.rego.process import WorkerProcess
from datahub_guard.rules.rego.protocol import (
    CRASH,
    ERROR,
    LIMITS,
    OK,
    TIMEOUT,
    UNDEFINED,
    Diagnostic,
    Document,
    Limits,
    Module,
    Outcome,
)

VERSION = "0.13.0"
LOAD_SECONDS = 30.0
# How often the clock is looked at, as a part of an entrypoint's deadline.
LOOKS = 20
# Documents that are in flight: enough to keep two processors busy, few enough to stay small.
AHEAD_DOCUMENTS = 64
AHEAD_BYTES = 4 << 20
# After so many timeouts or crashes an entrypoint is not tried on further documents.
ATTEMPTS = 3


class EmbeddedEngine:
    """`RegoEngine` on regorus. Not for several threads at once."""

    name = "embedded"
    version = VERSION

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._worker: WorkerProcess | None = None
        self._loaded: tuple[Sequence[Module], Mapping[str, Any]] | None = None
        self._serial = 0

    def start(self) -> None:
        """Start the worker without waiting for it, so that it gets ready while something else is done."""
        if self._worker is None:
            self._worker = WorkerProcess(self._limits.memory, self._limits.total)

    def load(self, modules: Sequence[Module], data: Mapping[str, Any]) -> None:
        """Send modules and data without waiting; `evaluate` with the same objects does not send them again."""
        loaded = self._loaded
        if self._worker is not None and loaded is not None and loaded[0] is modules and loaded[1] is data:
            return
        import json

        from datahub_guard.rules.rego.builtins import extensions_in

        parts = [b"load", json.dumps(data).encode(), " ".join(extensions_in(m.text for m in modules)).encode()]
        for module in modules:
            parts += [module.path.encode(), module.text.encode()]
        self.worker.send(parts)
        self._loaded = modules, data

    def check(self, modules: Sequence[Module]) -> list[Diagnostic]:
        """Everything that makes these modules unusable; see `preparation`."""
        from datahub_guard.rules.rego.preparation import prepare

        return prepare(modules, self, cache=None).diagnostics

    def syntax(self, module: Module) -> tuple[dict[str, Any] | None, str]:
        """The syntax tree of a module, if it has one, and regorus' text on the first error in it, if there is one."""
        import json

        answer = self._request([b"parse", module.path.encode(), module.text.encode()])
        if isinstance(answer, str):
            return None, answer
        return json.loads(answer[1])[0]["ast"], answer[2].decode()

    def compile(self, modules: Sequence[Module]) -> str | None:
        """Load modules together; return regorus' text on the first error, or None."""
        self.close()
        self.load(modules, {})
        answer = self._answer(b"loaded")
        self.close()
        return answer if isinstance(answer, str) else None

    def evaluate(
        self,
        modules: Sequence[Module],
        data: Mapping[str, Any],
        documents: Iterable[Document],
        limits: Limits = LIMITS,
    ) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each document; see `RegoEngine`. `limits.memory` counts when the worker starts."""
        return _Run(self, modules, data, limits).outcomes(documents)

    def forget(self) -> None:
        """Take no modules for loaded, because the worker has refused them."""
        self._loaded = None

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        self._loaded = None
        if worker is not None:
            worker.kill()

    def next_serial(self) -> int:
        """A number that no other document of this engine has had."""
        self._serial += 1
        return self._serial

    @property
    def worker(self) -> WorkerProcess:
        """The worker, started if there is none."""
        self.start()
        assert self._worker is not None
        return self._worker

    def _request(self, parts: Sequence[bytes]) -> list[bytes] | str:
        self.worker.send(parts)
        return self._answer(b"parsed")

    def _answer(self, kind: bytes) -> list[bytes] | str:
        """The answer of a kind, past what still comes of earlier requests; a text is the reason why there is none."""
        worker = self.worker
        end = time.monotonic() + LOAD_SECONDS
        while not worker.ended and time.monotonic() < end:
            for message in worker.exchange(end - time.monotonic()):
                if message[0] == b"refused":
                    return message[1].decode()
                if message[0] == kind:
                    return message
        reason = f"it was not done after {LOAD_SECONDS:g} s" if not worker.ended else worker.ending()
        self.close()
        return f"the engine did not survive these modules: {reason}"


class _Pending:
    """A document that has been sent. `asked` are the indexes of the entrypoints that the worker was asked about."""

    __slots__ = ("asked", "content", "entrypoints", "outcomes", "serial")

    def __init__(self, serial: int, content: bytes, entrypoints: Sequence[str]) -> None:
        self.serial = serial
        self.content = content
        self.entrypoints = entrypoints
        self.outcomes: list[Outcome | None] = [None] * len(entrypoints)
        self.asked: list[int] = []

    def open(self) -> list[int]:
        """The indexes of the entrypoints without an outcome."""
        return [index for index, outcome in enumerate(self.outcomes) if outcome is None]

    def close(self, status: str, message: str) -> None:
        """Give all that is still open the same outcome."""
        for index in self.open():
            self.outcomes[index] = Outcome(self.entrypoints[index], status, message=message)
        self.asked = []


class _Run:
    """One evaluation: what is in flight, what has failed how often, and the clocks."""

    def __init__(
        self, engine: EmbeddedEngine, modules: Sequence[Module], data: Mapping[str, Any], limits: Limits
    ) -> None:
        self.engine = engine
        self.modules = modules
        self.data = data
        self.limits = limits
        self.window: deque[_Pending] = deque()
        self.failures: dict[str, list[str]] = {}
        self.unexplained = 0
        self.end = time.monotonic() + limits.total
        self.over = False
        self.seen = (0, 0)
        self.since = time.monotonic()

    def outcomes(self, documents: Iterable[Document]) -> Iterator[list[Outcome]]:
        """Yield each document's outcomes; the worker is stopped when the caller stops early."""
        self.engine.load(self.modules, self.data)
        source = iter(documents)
        finished = False
        try:
            while True:
                while not finished and self._room():
                    document = next(source, None)
                    finished = document is None
                    if document is not None:
                        self._take(_Pending(self.engine.next_serial(), _json(document.content), document.entrypoints))
                if not self.window:
                    break
                while self.window and not self.window[0].open():
                    done = self.window.popleft()
                    yield [outcome for outcome in done.outcomes if outcome is not None]
                if self.window:
                    self._step()
        finally:
            if self.window:
                self.engine.close()

    def _room(self) -> bool:
        return not self.window or (
            len(self.window) < AHEAD_DOCUMENTS and sum(len(p.content) for p in self.window) < AHEAD_BYTES
        )

    def _take(self, pending: _Pending) -> None:
        self.window.append(pending)
        if self.over:
            pending.close(TIMEOUT, self._time_is_over())
        self._ask(pending)

    def _ask(self, pending: _Pending) -> None:
        """Ask the worker about what is open, but for entrypoints that have failed too often."""
        for index in pending.open():
            failures = self.failures.get(pending.entrypoints[index], [])
            if len(failures) >= ATTEMPTS:
                message = f"not evaluated, because it failed on {ATTEMPTS} documents before"
                pending.outcomes[index] = Outcome(pending.entrypoints[index], failures[-1], message=message)
        pending.asked = pending.open()
        if pending.asked:
            names = [pending.entrypoints[index].encode() for index in pending.asked]
            self.engine.worker.send([b"evaluate", b"%d" % pending.serial, pending.content, *names])

    def _step(self) -> None:
        """Wait for answers for a moment, then look at the clocks."""
        worker = self.engine.worker
        for message in worker.exchange(min(0.5, self.limits.entrypoint / LOOKS)):
            self._read(message)
        now = time.monotonic()
        serial, index = worker.progress()
        if (serial, index) != self.seen or index == IDLE:
            self.seen = (serial, index)
            self.since = now
        if worker.ended:
            self._fail(CRASH, f"the engine's process ended: {worker.ending()}")
        elif now >= self.end:
            self.over = True
            self._fail(TIMEOUT, self._time_is_over())
        elif now - self.since > self._allowed(serial, index):
            self._fail(TIMEOUT, f"no result after {self._allowed(serial, index):g} s")

    def _allowed(self, serial: int, index: int) -> float:
        loading = serial == 0 or index == LOADING
        return max(LOAD_SECONDS, self.limits.entrypoint) if loading else self.limits.entrypoint

    def _time_is_over(self) -> str:
        return f"the time for all Rego rules together, {self.limits.total:g} s, is over"

    def _fail(self, status: str, message: str) -> None:
        """Blame what the worker was doing, start another worker, ask again for what is open."""
        serial, index = self.engine.worker.progress()
        for late in self.engine.worker.kill():
            self._read(late)
        self.engine.close()
        if self.over:
            for pending in self.window:
                pending.close(status, message)
            return
        if serial == 0 and index != IDLE:
            raise GuardError(f"the Rego modules cannot be loaded: {message}")
        if not self._blame(serial, index, status, message):
            self.unexplained += 1
            if self.unexplained > ATTEMPTS:
                raise GuardError(f"the Rego engine does not stay alive: {message}")
        self.engine.load(self.modules, self.data)
        self.seen = (0, 0)
        self.since = time.monotonic()
        for pending in self.window:
            self._ask(pending)

    def _blame(self, serial: int, index: int, status: str, message: str) -> bool:
        """Give the outcome to what was being done; false when that has been answered or was nothing."""
        culprit = next((p for p in self.window if p.serial == serial), None)
        if culprit is None or not culprit.open():
            return False
        if index == LOADING:
            culprit.close(status, f"the input document was not loaded: {message}")
            return True
        position = culprit.asked[index]
        if culprit.outcomes[position] is not None:
            return False
        entrypoint = culprit.entrypoints[position]
        seconds = time.monotonic() - self.since
        culprit.outcomes[position] = Outcome(entrypoint, status, message=message, seconds=seconds)
        self.failures.setdefault(entrypoint, []).append(status)
        return True

    def _read(self, message: list[bytes]) -> None:
        kind = message[0]
        if kind == b"refused":
            from datahub_guard.rules.rego.messages import explain

            text, place = explain(message[1].decode())
            self.window.clear()
            self.engine.forget()
            raise GuardError(f"{place or 'the Rego modules'}: {text}")
        if kind != b"outcome":
            return
        _, serial, index, status, payload, seconds, *prints = message
        pending = next((p for p in self.window if p.serial == int(serial)), None)
        if pending is not None:
            entrypoint = pending.entrypoints[pending.asked[int(index)]]
            pending.outcomes[pending.asked[int(index)]] = _outcome(entrypoint, status, payload, seconds, prints)


def _outcome(entrypoint: str, status: bytes, payload: bytes, seconds: bytes, prints: Sequence[bytes]) -> Outcome:
    import json

    lines = tuple(line.decode() for line in prints)
    if status == b"ok":
        value = [] if payload == b"[]" else json.loads(payload.decode())
        return Outcome(entrypoint, OK, value, seconds=float(seconds), prints=lines)
    if status == b"query":
        results = json.loads(payload).get("result")
        if not results:
            return Outcome(entrypoint, UNDEFINED, message="it has no value", seconds=float(seconds), prints=lines)
        value = results[0]["expressions"][0]["value"]
        return Outcome(entrypoint, OK, value, seconds=float(seconds), prints=lines)
    from datahub_guard.rules.rego.messages import explain

    message, place = explain(payload.decode())
    if status == b"document":
        message, place = f"the input document was not loaded: {message}", None
    return Outcome(entrypoint, ERROR, None, message, place, float(seconds), lines)


def _json(content: bytes | str | Mapping[str, Any]) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    import json

    return json.dumps(content).encode()
