"""Functions on timestamps (RFC 3339). What depends on the time of the run is not known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import STRING, Function, table

if TYPE_CHECKING:
    from datetime import datetime

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_SEQUENCE = re.compile(r"'((?:[^']|'')*+)'|([a-zA-Z])\2*+|[^a-zA-Z']")
_DURATION = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:h|ms|us|µs|μs|ns|m|s))+")
_DURATION_PART = re.compile(r"([0-9]*)\.?([0-9]*)(h|ms|us|µs|μs|ns|m|s)")
_NANOSECONDS = {
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1000,
    "µs": 1000,
    "μs": 1000,
    "ns": 1,
}
_MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
_MONTHS += ["August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _parsed(text: str) -> tuple[datetime, int]:
    """Return the time to the second and the nanoseconds behind it."""
    from datetime import datetime, timedelta, timezone

    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise EvaluationError(f"{text[:60]!r} is no timestamp of RFC 3339, such as 2025-01-31T12:00:00Z")
    *parts, fraction, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
    year, month, day, hour, minute, second = map(int, parts)
    try:
        zone = timezone(-offset if sign == "-" else offset)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise EvaluationError(f"{text!r} is no timestamp: {error}") from None
    return moment, int((fraction or "0")[:9].ljust(9, "0"))


def _offset(moment: datetime) -> tuple[str, str, str]:
    """Return sign, hours and minutes of the distance from UTC."""
    offset = moment.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset is not None else 0
    return "-" if minutes < 0 else "+", f"{abs(minutes) // 60:02d}", f"{abs(minutes) % 60:02d}"


def _formatdate(template: str, text: str) -> str:
    moment = _parsed(text)[0]
    out: list[str] = []
    position = 0
    while position < len(template):
        match = _SEQUENCE.match(template, position)
        if match is None:
            raise EvaluationError("a quoted part of the format is not closed")
        position = match.end()
        if match.group(1) is not None:
            out.append(match.group(1).replace("''", "'") or "'")
        elif match.group(2):
            out.append(_date_part(match.group(0), moment))
        else:
            out.append(match.group(0))
    return "".join(out)


def _date_part(sequence: str, moment: datetime) -> str:
    """Return what a run of one letter in the format stands for."""
    sign, hours, minutes = _offset(moment)
    utc = (hours, minutes) == ("00", "00")
    hour12 = moment.hour % 12 or 12
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    parts = {
        "YYYY": f"{moment.year:04d}",
        "YY": f"{moment.year % 100:02d}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{moment.month:02d}",
        "M": str(moment.month),
        "DD": f"{moment.day:02d}",
        "D": str(moment.day),
        "EEEE": day,
        "EEE": day[:3],
        "hh": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "HH": f"{hour12:02d}",
        "H": str(hour12),
        "AA": "AM" if moment.hour < 12 else "PM",
        "aa": "am" if moment.hour < 12 else "pm",
        "mm": f"{moment.minute:02d}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02d}",
        "s": str(moment.second),
        "ZZZZZ": f"{sign}{hours}:{minutes}",
        "ZZZZ": f"{sign}{hours}{minutes}",
        "ZZZ": "UTC" if utc else f"{sign}{hours}{minutes}",
        "Z": "Z" if utc else f"{sign}{hours}:{minutes}",
    }
    if sequence not in parts:
        raise EvaluationError(f"{sequence!r} is no part of a date; text stands in single quotes")
    return parts[sequence]


def _timeadd(text: str, duration: str) -> str:
    from datetime import timedelta

    moment, nanoseconds = _parsed(text)
    seconds = (nanoseconds + _nanoseconds(duration)) // 1_000_000_000
    try:
        moment += timedelta(seconds=seconds)
    except OverflowError:
        raise EvaluationError("the time would lie outside of the years 1 to 9999") from None
    sign, hours, minutes = _offset(moment)
    zone = "Z" if (hours, minutes) == ("00", "00") else f"{sign}{hours}:{minutes}"
    return f"{moment.replace(tzinfo=None).isoformat()}{zone}"


def _nanoseconds(duration: str) -> int:
    if duration in ("0", "+0", "-0"):
        return 0
    if len(duration) > 200 or _DURATION.fullmatch(duration) is None:
        raise EvaluationError(f"{duration[:60]!r} is no duration, such as 1h30m")
    total = 0
    for whole, fraction, unit in _DURATION_PART.findall(duration):
        total += int(whole or "0") * _NANOSECONDS[unit]
        total += int(fraction or "0") * _NANOSECONDS[unit] // 10 ** len(fraction)
    if total >= 1 << 63:
        raise EvaluationError(f"{duration!r} is longer than 292 years")
    return -total if duration.startswith("-") else total


def _timecmp(left: str, right: str) -> int:
    first, second = _parsed(left), _parsed(right)
    return (first > second) - (first < second)


def _now(name: str) -> Function:
    def call() -> Value:
        return Unknown(type="string", reason=f"{name}() is the time of the run")

    return Function(name, call)


FUNCTIONS = table(
    Function("formatdate", _formatdate, STRING, STRING),
    _now("plantimestamp"),
    Function("timeadd", _timeadd, STRING, STRING),
    Function("timecmp", _timecmp, STRING, STRING, returns="number"),
    _now("timestamp"),
)
