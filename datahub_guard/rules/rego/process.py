"""The worker process as its supervisor sees it: start, write, read, kill.

It is started with `posix_spawn`, not with `fork`: the child holds nothing of the parent (no environment, no secret in
memory, no descriptor, no lock of another thread, no 300 MB of address space that would count against its limit), the
parent may have threads, and a bare interpreter is ready about as fast as a forked one could import the engine.
"""

from __future__ import annotations

import mmap
import os
import select
import sys
import time
from collections import deque
from collections.abc import Sequence

from datahub_guard.errors import GuardError
from datahub_guard.rules.rego.frames import ANSWERS, PAGE, PROGRESS, REQUESTS, Frames, frame, read_progress

PIPE_BYTES = 1 << 20
READ_BYTES = 1 << 20
# Only what the interpreter's own libraries may need is handed on: a job's environment holds its secrets.
HANDED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
# regorus' allocator would reserve 1 GB of addresses at once, which counts against the limit.
SETTINGS = {"MIMALLOC_ARENA_RESERVE": "65536", "RUST_BACKTRACE": "0"}

ENDINGS = {
    6: "it was aborted, as for a policy that needs more memory than its limit of {memory} MB",
    9: "it was killed from outside, as by a system that is out of memory",
    11: "it overflowed its stack, as for a function that calls itself",
    24: "it used up its processor time",
}


class WorkerProcess:
    """One worker. `ended` is true once it has closed its end; then `ending()` says how. `pid` is its process."""

    def __init__(self, memory: int, seconds: float) -> None:
        self.ended = False
        self._memory = memory
        self._frames = Frames()
        self._unsent: deque[memoryview] = deque()
        self._page, shared = _shared_page()
        child_in, self._requests = _pipe()
        self._answers, child_out = _pipe()
        try:
            self.pid = _spawn(memory, seconds, child_in, child_out, shared)
        except OSError as error:
            raise GuardError(f"the Rego engine's process cannot be started: {error}") from error
        finally:
            for descriptor in (child_in, child_out, shared):
                os.close(descriptor)
        for descriptor in (self._requests, self._answers):
            os.set_blocking(descriptor, False)
        self._status: int | None = None

    def send(self, parts: Sequence[bytes]) -> None:
        """Queue a message, and write as much of what is queued as the worker takes at once."""
        self._unsent.extend(map(memoryview, frame(parts)))
        self._write()

    @property
    def unsent(self) -> int:
        """Bytes that the worker has not taken yet."""
        return sum(map(len, self._unsent))

    def exchange(self, seconds: float) -> list[list[bytes]]:
        """Write and read for at most `seconds`, until something has been read; return complete messages."""
        end = time.monotonic() + seconds
        while not self.ended:
            poll = select.poll()
            poll.register(self._answers, select.POLLIN)
            if self._unsent:
                poll.register(self._requests, select.POLLOUT)
            ready = dict(poll.poll(max(0.0, end - time.monotonic()) * 1000))
            if self._requests in ready:
                self._write()
            if self._answers in ready:
                return self._read()
            if time.monotonic() >= end:
                break
        return []

    def progress(self) -> tuple[int, int]:
        """What the worker does now: the document's serial number and the entrypoint's index, IDLE or LOADING."""
        return read_progress(self._page[:])

    def kill(self) -> list[list[bytes]]:
        """End the process; return the messages that it had still written."""
        messages: list[list[bytes]] = []
        if self._status is None:
            try:
                os.kill(self.pid, 9)
            except ProcessLookupError:
                self.ended = True
        while not self.ended:
            messages += self.exchange(1.0)
        self.ending()
        self._close()
        return messages

    def ending(self) -> str:
        """How the process ended, for a person; waits for it."""
        if self._status is None:
            try:
                self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            except ChildProcessError:  # somebody else's `wait` has taken it
                self._status = 0
        if self._status < 0:
            how = ENDINGS.get(-self._status, f"it was ended by signal {-self._status}")
            return how.format(memory=self._memory >> 20)
        return f"it ended with status {self._status}"

    def _read(self) -> list[list[bytes]]:
        try:
            data = os.read(self._answers, READ_BYTES)
        except BlockingIOError:
            return []
        if not data:
            self.ended = True
            self._unsent.clear()
            return []
        try:
            return list(self._frames.feed(data))
        except ValueError:
            self.ended = True
            return []

    def _write(self) -> None:
        try:
            while self._unsent:
                buffer = self._unsent[0]
                written = os.write(self._requests, buffer)
                if written < len(buffer):
                    self._unsent[0] = buffer[written:]
                else:
                    self._unsent.popleft()
        except BlockingIOError:
            return
        except BrokenPipeError:  # the end of its answers says the same, after what it had still to say
            self._unsent.clear()

    def _close(self) -> None:
        if not self._page.closed:
            self._page.close()
            os.close(self._requests)
            os.close(self._answers)


def _spawn(memory: int, seconds: float, child_in: int, child_out: int, shared: int) -> int:
    if not hasattr(os, "posix_spawn"):
        raise GuardError("the embedded Rego engine needs Linux or macOS: run datahub-guard in WSL or a container")
    code = (
        f"import sys; sys.path += {_import_paths()!r}\n"
        f"from datahub_guard.rules.rego.worker import main; main({memory}, {int(seconds) + 1})"
    )
    null = os.open(os.devnull, os.O_RDWR)
    try:
        wiring = [(0, null), (1, null), (2, null), (REQUESTS, child_in), (ANSWERS, child_out), (PROGRESS, shared)]
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", code],
            {**SETTINGS, **{name: os.environ[name] for name in HANDED_ON if name in os.environ}},
            file_actions=[(os.POSIX_SPAWN_DUP2, source, target) for target, source in wiring],
        )
    finally:
        os.close(null)


def _import_paths() -> list[str]:
    """Where the worker finds regorus and this package: never the current folder, which may be a stranger's."""
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec("regorus")
    if spec is None or spec.origin is None:
        raise GuardError("the embedded Rego engine is not installed: pip install gordon-to-regorus==0.13.0")
    engine = os.path.dirname(os.path.dirname(os.path.abspath(spec.origin)))
    package = os.path.abspath(__file__)
    for _ in __name__.split("."):
        package = os.path.dirname(package)
    return list(dict.fromkeys((package, engine)))


def _pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the numbers that the child gets, as large as the system gives without asking."""
    import fcntl

    ends = []
    for low in os.pipe():
        ends.append(fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, PROGRESS + 1))
        os.close(low)
    try:
        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (AttributeError, OSError):  # not Linux, or more than this user may have
        return ends[0], ends[1]
    return ends[0], ends[1]


def _shared_page() -> tuple[mmap.mmap, int]:
    import fcntl

    if hasattr(os, "memfd_create"):
        low = os.memfd_create("datahub-guard")
    else:
        import tempfile

        handle, name = tempfile.mkstemp()
        os.unlink(name)
        low = handle
    descriptor = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, PROGRESS + 1)
    os.close(low)
    os.ftruncate(descriptor, PAGE)
    return mmap.mmap(descriptor, PAGE), descriptor
