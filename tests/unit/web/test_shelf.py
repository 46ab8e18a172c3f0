"""Courses that the page holds: found by their names, in bounded memory, for a working day without use."""

from datetime import UTC, datetime

from dosing.acts import Opened, begin
from dosing.web import shelf as room
from dosing.web.carried import Carried
from dosing.web.shelf import Shelf
from tests import plans


class Clock:
    """Seconds that a test moves on."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def carried() -> Carried:
    """A course of its own."""
    return Carried(begin({**plans.PATIENT, "course_id": None}, {}, {}), datetime(2027, 1, 3, 9, tzinfo=UTC))


def test_a_course_is_found_by_its_name_alone_which_nobody_guesses() -> None:
    shelf, one = Shelf(), carried()
    name = shelf.put(one, typed="typed", told="told")
    found = shelf.get(name)
    assert found is not None
    assert (found.carried, found.typed, found.told) == (one, "typed", "told")
    assert len(name) == 24  # 18 random bytes in letters
    assert shelf.put(one) == name  # the same file, issued at the same moment
    assert shelf.put(carried()) != name
    assert shelf.get("another") is None


def test_it_is_gone_once_somebody_is_done_or_nobody_looked_for_eight_hours() -> None:
    clock = Clock()
    shelf = Shelf(clock)
    first, second, third = (shelf.put(carried()) for _ in range(3))
    shelf.drop(first)
    assert shelf.get(first) is None
    clock.now += 8 * 3600 - 1
    assert shelf.get(second) is not None  # which was looked at by that
    clock.now += 2
    assert shelf.get(third) is None
    assert shelf.get(second) is not None
    shelf.drop("never held")


def test_of_too_many_the_one_that_was_not_looked_at_for_longest_goes(monkeypatch) -> None:
    monkeypatch.setattr(room, "MOST_HELD", 3)
    shelf = Shelf()
    names = [shelf.put(carried()) for _ in range(3)]
    assert shelf.get(names[0]) is not None
    shelf.put(carried())
    assert [shelf.get(name) is not None for name in names] == [True, False, True]


def test_so_many_bytes_are_held_and_the_newest_course_always_is(monkeypatch) -> None:
    one = carried()
    monkeypatch.setattr(room, "MOST_BYTES", 2 * len(one.opened.content) + 10)
    shelf = Shelf()
    names = [shelf.put(each) for each in (one, carried(), carried(), carried())]
    assert [shelf.get(name) is not None for name in names] == [False, False, True, True]
    large = shelf.put(one, typed="x" * 10 * len(one.opened.content))
    assert shelf.get(large) is not None
    assert shelf.get(names[3]) is None


def test_a_course_is_written_to_be_counted_once_however_many_are_held(monkeypatch) -> None:
    counted = []
    monkeypatch.setattr(Opened, "content", property(lambda _: counted.append(1) or b"a course"))
    shelf = Shelf()
    names = [shelf.put(carried()) for _ in range(20)]
    assert all(shelf.get(name) is not None for name in names)
    assert len(counted) == 20
