"""Records are frozen, equal by value and strict about their fields."""

from __future__ import annotations

import pickle

import pytest

from datahub_guard.model.records import Each, Record, Whole, Word, fact, parse_rank, value


class Pair(Record):
    """Two things."""

    name: str = fact(Word(), "A name")
    sizes: tuple[int, ...] = fact(Each(Whole()), "Sizes", default=())


class Made(Record):
    """Made by code."""

    pair: Pair = value()


def test_a_record_is_frozen() -> None:
    pair = Pair(name="a")
    with pytest.raises(AttributeError, match="Pair is frozen"):
        pair.name = "b"  # type: ignore[misc]  # what the test is about
    with pytest.raises(AttributeError, match="Pair is frozen"):
        del pair.sizes
    with pytest.raises(AttributeError):
        pair.__dict__  # noqa: B018  # slots: there is none


def test_records_are_equal_by_value() -> None:
    assert Pair(name="a") == Pair(name="a", sizes=())
    assert Pair(name="a") != Pair(name="b")
    assert Pair(name="a") != "a"
    assert len({Pair(name="a"), Pair(name="a"), Pair(name="b")}) == 2
    assert repr(Made(pair=Pair(name="a", sizes=(1,)))) == "Made(pair=Pair(name='a', sizes=(1,)))"


def test_a_record_takes_its_fields_and_no_others() -> None:
    with pytest.raises(TypeError, match="Pair needs 'name'"):
        Pair()  # type: ignore[call-arg]  # what the test is about
    with pytest.raises(TypeError, match="no field 'colour'"):
        Pair(name="a", colour="red")  # type: ignore[call-arg]  # what the test is about


def test_a_record_survives_pickling() -> None:
    made = Made(pair=Pair(name="a", sizes=(1, 2)))
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301  # our own bytes


def test_plain_data_must_be_complete() -> None:
    assert Pair.from_plain({"name": "a", "sizes": [1]}) == Pair(name="a", sizes=(1,))
    with pytest.raises(KeyError):
        Pair.from_plain({"name": "a"})


def test_ranks() -> None:
    assert parse_rank("2.1") == (2, 1)
    assert parse_rank("3") == (3, 0) < parse_rank("3.1") < parse_rank("3.10") < parse_rank("10")
