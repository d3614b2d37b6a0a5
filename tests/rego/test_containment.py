"""What a bad rule does to the engine's process stays there: the others are answered, in time, by a parent unharmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.rules.rego.embedded import ATTEMPTS, EmbeddedEngine
from datahub_guard.rules.rego.protocol import CRASH, ERROR, OK, TIMEOUT, UNDEFINED, Document, Limits, Module, Outcome
from tests.places import ROOT

DEADLINE = 0.5
LIMITS = Limits(entrypoint=DEADLINE, total=60.0, memory=512 << 20)

MODULE = Module(
    "bad.rego",
    """package bad

deny_good contains x if some x in input.list

deny_recursive contains x if x := down(1)

down(x) := down(x + 1)

deny_mutual contains x if x := ping(1)

ping(x) := pong(x + 1)

pong(x) := ping(x + 1)

deny_endless contains x if {
	some x in numbers.range(1, 3000)
	some y in numbers.range(1, 3000)
	some z in numbers.range(1, 3000)
	x + y + z < 0
}

deny_huge contains x if some x in numbers.range(1, 1000000000)

deny_wide contains x if x := sprintf("%2000000000d", [1])

deny_failing contains x if x := to_number("twelve")

deny_conflict contains x if x := two(1)

two(x) := x

two(x) := x + 1

deny_chatty contains x if {
	some x in numbers.range(1, 5000)
	print("number", x)
}

deny_nothing := 1 if input.absent
""",
)
OTHERS = ["data.bad.deny_good"]


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(LIMITS)
    yield engine
    engine.close()


def ask(engine: EmbeddedEngine, *names: str) -> list[Outcome]:
    document = Document({"list": [1, 2]}, [f"data.bad.{name}" for name in names])
    (outcomes,) = engine.evaluate([MODULE], {}, [document], LIMITS)
    return outcomes


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("deny_recursive", CRASH, "overflowed its stack"),
        ("deny_mutual", CRASH, "overflowed its stack"),
        ("deny_endless", TIMEOUT, "no result after 0.5 s"),
        ("deny_huge", CRASH, "more memory than its limit of 512 MB"),
        ("deny_failing", ERROR, "could not parse string as number"),
        ("deny_conflict", ERROR, "multiple outputs"),
        ("deny_missing", UNDEFINED, "no value"),
        ("deny_nothing", UNDEFINED, "no value"),
    ],
)
def test_a_bad_rule_costs_itself_only(engine: EmbeddedEngine, name: str, status: str, message: str) -> None:
    ask(engine, "deny_good")
    started = time.monotonic()
    before, bad, after = ask(engine, "deny_good", name, "deny_good")
    assert time.monotonic() - started < DEADLINE + 1
    assert (before.status, before.value) == (OK, [1, 2])
    assert (bad.status, bad.value) == (status, None)
    assert message in bad.message
    assert (after.status, after.value) == (OK, [1, 2])


def test_an_error_says_where_and_nothing_of_the_engine(engine: EmbeddedEngine) -> None:
    (outcome,) = ask(engine, "deny_failing")
    assert str(outcome.place) == "bad.rego:26:44"
    assert "Stack backtrace" not in outcome.message
    assert "-->" not in outcome.message


def test_a_panic_is_an_error(engine: EmbeddedEngine) -> None:
    """regorus 0.13.0 panics on `strings.count(x, "")`. An extension stands in for it, unless the name is hidden."""
    panic = Module("panic.rego", 'package panic\n\ndeny contains x if x := strings["count"]("a", "")\n\ngood := 1\n')
    document = Document({}, ["data.panic.deny", "data.panic.good"])
    ((panicked, good),) = engine.evaluate([panic], {}, [document], LIMITS)
    assert panicked.status == ERROR
    assert panicked.message == "PanicException in the engine: window size must be non-zero"
    assert good.value == 1


def test_a_flood_of_prints_is_cut(engine: EmbeddedEngine) -> None:
    chatty, good = ask(engine, "deny_chatty", "deny_good")
    assert chatty.status == OK
    assert chatty.prints[0] == "bad.rego:36: number 1"
    assert chatty.prints[-1] == "... 4800 more lines"
    assert len(chatty.prints) == 201
    assert good.prints == ()


def test_many_bad_rules_in_one_document(engine: EmbeddedEngine) -> None:
    names = ["deny_good", "deny_recursive", "deny_good", "deny_endless", "deny_huge", "deny_good"]
    assert [outcome.status for outcome in ask(engine, *names)] == [OK, CRASH, OK, TIMEOUT, CRASH, OK]


def test_a_rule_that_keeps_crashing_is_given_up(engine: EmbeddedEngine) -> None:
    documents = [Document({"list": [n]}, ["data.bad.deny_recursive", "data.bad.deny_good"]) for n in range(20)]
    answers = list(engine.evaluate([MODULE], {}, documents, LIMITS))
    assert [bad.status for bad, _ in answers] == [CRASH] * 20
    assert [good.value for _, good in answers] == [[n] for n in range(20)]
    assert sum("not evaluated" in bad.message for bad, _ in answers) == 20 - ATTEMPTS


def test_a_document_that_is_no_json_fails_alone(engine: EmbeddedEngine) -> None:
    documents = [Document(text, OTHERS) for text in ('{"list": [1]}', '{"list": ', '{"list": [3]}')]
    first, broken, last = (outcomes[0] for outcomes in engine.evaluate([MODULE], {}, documents, LIMITS))
    assert (first.value, last.value) == ([1], [3])
    assert broken.status == ERROR
    assert "input document was not loaded" in broken.message


def test_a_document_nested_too_deep_fails_alone(engine: EmbeddedEngine) -> None:
    documents = [Document('{"list": ' + "[" * 100_000 + "]" * 100_000 + "}", OTHERS), Document('{"list": [3]}', OTHERS)]
    deep, last = (outcomes[0] for outcomes in engine.evaluate([MODULE], {}, documents, LIMITS))
    assert deep.status == ERROR
    assert last.value == [3]


def test_the_time_for_all_rules_ends_them_all(engine: EmbeddedEngine) -> None:
    documents = [Document({}, ["data.bad.deny_endless", "data.bad.deny_good"]) for _ in range(3)]
    started = time.monotonic()
    limits = Limits(entrypoint=60.0, total=DEADLINE, memory=LIMITS.memory)
    answers = list(engine.evaluate([MODULE], {}, documents, limits))
    assert time.monotonic() - started < DEADLINE + 1
    assert [outcome.status for outcomes in answers for outcome in outcomes] == [TIMEOUT] * 6
    assert all("all Rego rules together" in outcome.message for outcomes in answers for outcome in outcomes)


def test_a_worker_that_is_killed_from_outside_is_replaced(engine: EmbeddedEngine) -> None:
    ask(engine, "deny_good")
    os.kill(engine.worker.pid, signal.SIGKILL)
    assert ask(engine, "deny_good")[0].value == [1, 2]


def test_modules_that_cannot_be_loaded_end_the_evaluation(engine: EmbeddedEngine) -> None:
    broken = Module("broken.rego", "package broken\n\ndeny contains x if {\n")
    with pytest.raises(GuardError, match=r"^broken\.rego:\d+:\d+: expecting"):
        list(engine.evaluate([broken], {}, [Document({}, ["data.broken.deny"])], LIMITS))
    assert ask(engine, "deny_good")[0].value == [1, 2]


def test_no_process_is_left(engine: EmbeddedEngine) -> None:
    ask(engine, "deny_recursive", "deny_good")
    pid = engine.worker.pid
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os\n"
        "from datahub_guard.rules.rego.embedded import EmbeddedEngine\n"
        "from datahub_guard.rules.rego.protocol import Document, Module\n"
        "engine = EmbeddedEngine()\n"
        "list(engine.evaluate([Module('a.rego', 'package a')], {}, [Document({}, ['data.a.p'])]))\n"
        "print(engine.worker.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.run([sys.executable, script], env=environment, capture_output=True, check=False)
    worker = int(parent.stdout)
    end = time.monotonic() + 5
    while time.monotonic() < end and _alive(worker):
        time.sleep(0.01)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="/proc tells what a process has, and there is none")
def test_the_worker_has_no_secrets_and_no_way_out(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_JOB_TOKEN", "glcbt-secret")
    ask(engine, "deny_good")
    process = Path("/proc") / str(engine.worker.pid)
    assert b"secret" not in (process / "environ").read_bytes()
    limits = {line[:25].strip(): line[25:].split()[0] for line in (process / "limits").read_text().splitlines()[1:]}
    assert limits["Max open files"] == "0"
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert limits["Max address space"] == str(LIMITS.memory)
    opened = sorted(os.readlink(link) for link in (process / "fd").iterdir())
    assert opened[:3] == [os.devnull] * 3
    assert [name.split(":")[0] for name in opened[3:]] == ["/memfd", "pipe", "pipe"]
