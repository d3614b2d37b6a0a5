"""Frozen records with described fields: what facts are made of.

One declaration serves four ends: the attribute that rules read (checked by mypy), the conversion of a file with its
error messages, the JSON Schema for editors, and the quick way from validated plain data to objects. The standard
library's `dataclasses` would do the first at 15 ms of start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, dataclass_transform, overload

T = TypeVar("T")
R = TypeVar("R", bound="Record")

REQUIRED: Any = object()
"""Stands where a field has no default."""


class Kind(Generic[T]):
    """What a field may hold. `build` turns plain data that was validated into the value; None: it is the value."""

    __slots__ = ("build",)

    def __init__(self, build: Callable[[Any], T] | None = None) -> None:
        self.build = build


class Word(Kind[str]):
    """Text. `what` completes "expected ..."; it matches `pattern` as a whole and is one of `choices`, where given.

    `check` returns what is wrong with a text of the right form (a network with host bits, a broken expression).
    """

    __slots__ = ("check", "choices", "pattern", "what")

    def __init__(
        self,
        what: str = "text",
        pattern: str = r"(?s).*\S.*",
        choices: tuple[str, ...] = (),
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self.what = what
        self.pattern = pattern
        self.choices = choices
        self.check = check


class Whole(Kind[int]):
    """A whole number within bounds, both included."""

    __slots__ = ("least", "most")

    def __init__(self, least: int = 0, most: int = 2**31 - 1) -> None:
        super().__init__()
        self.least = least
        self.most = most


class Flag(Kind[bool]):
    """true or false."""

    __slots__ = ()


class RankKind(Kind[tuple[int, int]]):
    """A place in the order of deployment, written `"2.1"` (or `"3"`): layer, then order within the layer."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(parse_rank)


class Each(Kind[tuple[T, ...]]):
    """A list without duplicates, of at least `least` entries."""

    __slots__ = ("least", "of")

    def __init__(self, of: Kind[T], least: int = 0) -> None:
        inner = of.build
        super().__init__(tuple if inner is None else lambda plain: tuple([inner(item) for item in plain]))
        self.of = of
        self.least = least


class Named(Kind[Mapping[str, T]]):
    """A mapping from names, each of the form `key`, to values; in the file's order."""

    __slots__ = ("key", "least", "of")

    def __init__(self, of: Kind[T], key: Word, least: int = 0) -> None:
        inner = of.build
        super().__init__(dict if inner is None else lambda plain: {name: inner(item) for name, item in plain.items()})
        self.of = of
        self.key = key
        self.least = least


class Part(Kind[R]):
    """A record of its own. One with a field `name_field` takes it from the key that it stands under in a mapping."""

    __slots__ = ("record",)

    def __init__(self, record: type[R]) -> None:
        super().__init__(record.from_plain)
        self.record = record


class Field:
    """A field of a record: its kind, what it means, and its default (plain data) unless it is required."""

    __slots__ = ("build", "default", "doc", "kind")

    def __init__(self, kind: Kind[Any], doc: str, default: Any) -> None:
        self.kind = kind
        self.doc = doc
        self.default = default
        self.build = kind.build


_ANYTHING: Kind[Any] = Kind()


@overload
def fact(kind: Kind[T], doc: str) -> T: ...
@overload
def fact(kind: Kind[T], doc: str, *, default: T) -> T: ...
@overload
def fact(kind: Kind[T], doc: str, *, default: None) -> T | None: ...
def fact(kind: Kind[Any], doc: str, *, default: Any = REQUIRED) -> Any:
    """Declare a field. Its annotation must be what the kind builds, which the type checker sees to."""
    return Field(kind, doc, default)


@overload
def value() -> Any: ...
@overload
def value(*, default: T) -> T: ...
def value(*, default: Any = REQUIRED) -> Any:
    """Declare a field of a record that code makes and no file holds."""
    return Field(_ANYTHING, "", default)


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=True, field_specifiers=(fact, value))
class _RecordType(type):
    """Turns the declared fields of a record into slots."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _RecordType:
        fields = {key: value for key, value in namespace.items() if isinstance(value, Field)}
        for key in fields:
            del namespace[key]
        namespace["__slots__"] = tuple(fields)
        namespace["FIELDS"] = fields
        return super().__new__(mcs, name, bases, namespace)


class Record(metaclass=_RecordType):
    """A frozen record: equal by its fields, read by attribute, pickled by value."""

    def __init__(self, **values: Any) -> None:
        fields = fields_of(type(self))
        for name in values:
            if name not in fields:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
        for name, field in fields.items():
            value = values.get(name, field.default)
            if value is REQUIRED:
                raise TypeError(f"{type(self).__name__} needs {name!r}")
            object.__setattr__(self, name, value)

    @classmethod
    def from_plain(cls: type[R], plain: Mapping[str, Any]) -> R:
        """Build from validated plain data, in which every field is present; raises KeyError when one is not."""
        self = object.__new__(cls)
        put = object.__setattr__
        for name, field in fields_of(cls).items():
            value = plain[name]
            build = field.build
            put(self, name, value if build is None or value is None else build(value))
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        pairs = zip(fields_of(type(self)), _values(self), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (type(self), _values(self)))


def fields_of(record: type[Record]) -> dict[str, Field]:
    """The declared fields of a record class, in their order."""
    fields: dict[str, Field] = record.__dict__["FIELDS"]
    return fields


def parse_rank(text: str) -> tuple[int, int]:
    """`"2.1"` as (2, 1), `"3"` as (3, 0)."""
    layer, _, order = text.partition(".")
    return (int(layer), int(order or "0"))


def _values(record: Record) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name in fields_of(type(record))])


def _restored(cls: type[Record], values: tuple[Any, ...]) -> Record:
    return cls(**dict(zip(fields_of(cls), values, strict=True)))
