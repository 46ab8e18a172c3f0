"""Wall-clock times: gaps, folds, and minutes counted in UTC."""

import time
from datetime import date
from fractions import Fraction

import pytest

from dosing.findings import InputError
from dosing.rules.clock import in_utc, moment, shifted, zone_named

PARIS, NEW_YORK, LORD_HOWE = zone_named("Europe/Paris"), zone_named("America/New_York"), zone_named("Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("on", "clock", "zone", "written"),
    [
        (date(2027, 1, 4), "10:00", PARIS, "2027-01-04T10:00+01:00"),
        (date(2027, 7, 5), "10:00", PARIS, "2027-07-05T10:00+02:00"),
        (date(2027, 3, 28), "01:59", PARIS, "2027-03-28T01:59+01:00"),  # the minute before the gap
        (date(2027, 3, 28), "03:00", PARIS, "2027-03-28T03:00+02:00"),  # the minute after it
        (date(2027, 10, 31), "02:30+02:00", PARIS, "2027-10-31T02:30+02:00"),
        (date(2027, 10, 31), "02:30+01:00", PARIS, "2027-10-31T02:30+01:00"),
        (date(2027, 10, 31), "03:00", PARIS, "2027-10-31T03:00+01:00"),
        (date(2027, 1, 4), "02:30+02:00", PARIS, "2027-01-04T02:30+01:00"),  # summer's; it only decides where there are two
        (date(2027, 6, 1), "02:30+00:00", zone_named("Africa/Casablanca"), "2027-06-01T02:30+01:00"),  # Ramadan's, 8 February to 9 March
        (date(2027, 11, 7), "01:30-05:00", NEW_YORK, "2027-11-07T01:30-05:00"),
        (date(2027, 4, 4), "01:45+10:30", LORD_HOWE, "2027-04-04T01:45+10:30"),  # half an hour is repeated there
    ],
)
def test_a_wall_clock_time_is_one_moment(on, clock, zone, written):
    assert moment(on, clock, zone, "C1D1").isoformat(timespec="minutes") == written


@pytest.mark.hazard("H-11")
@pytest.mark.parametrize(
    ("on", "clock", "zone"),
    [
        (date(2027, 3, 28), "02:00", PARIS),
        (date(2027, 3, 28), "02:59", PARIS),
        (date(2027, 3, 14), "02:30", NEW_YORK),
        (date(2027, 10, 3), "02:15", LORD_HOWE),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(on, clock, zone):
    with pytest.raises(InputError, match="does not exist on"):
        moment(on, clock, zone, "C1D1")


@pytest.mark.parametrize("clock", ["02:00", "02:30", "02:59", "02:30+03:00"])
def test_a_time_that_exists_twice_is_refused_with_both_ways_to_write_it(clock):
    with pytest.raises(InputError) as raised:
        moment(date(2027, 10, 31), clock, PARIS, "C1D8")
    wall = clock[:5]
    assert str(raised.value) == (
        f"C1D8: {wall} exists twice on 2027-10-31 in Europe/Paris, when the clocks go back; write {wall}+02:00 or {wall}+01:00."
    )


@pytest.mark.hazard("H-11")
@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (-45, "2027-10-31T02:45+02:00"),
        (0, "2027-10-31T02:30+01:00"),
        (30, "2027-10-31T03:00+01:00"),
        (Fraction(105, 2), "2027-10-31T03:23+01:00"),
        (-90, "2027-10-31T02:00+02:00"),
    ],
)
def test_minutes_are_counted_in_utc_and_rounded_up(minutes, written):
    start = moment(date(2027, 10, 31), "02:30+01:00", PARIS, "C1D1")
    assert shifted(start, minutes).isoformat(timespec="minutes") == written


def test_moments_in_a_repeated_hour_are_ordered_by_real_time_and_not_by_the_wall():
    start = moment(date(2027, 10, 31), "02:30+01:00", PARIS, "C1D1")
    before = shifted(start, -45)
    assert before > start  # what Python says of two moments of one zone
    assert in_utc(before) < in_utc(start)


@pytest.mark.parametrize(
    ("clock", "zone", "words"),
    [
        ("10:00+05:00", PARIS, "write 10:00 or 10:00+01:00"),
        ("10:00-01:00", PARIS, "write 10:00 or 10:00+01:00"),
        ("10:00+01:00", zone_named("UTC"), "write 10:00 or 10:00+00:00"),
        ("10:00+05:00", zone_named("Asia/Kolkata"), "write 10:00 or 10:00+05:30"),
    ],
)
def test_an_offset_that_the_zone_never_has_is_refused(clock, zone, words):
    with pytest.raises(InputError, match="has an offset that") as refused:
        moment(date(2027, 1, 4), clock, zone, "C1D1")
    assert words in str(refused.value)


@pytest.mark.parametrize(("on", "refused"), [(date(2017, 10, 31), False), (date(2017, 10, 24), True)])
def test_an_offset_counts_that_the_zone_has_within_the_52_weeks_after_a_day(on, refused):
    # Volgograd, at +03:00 since 2014, took +04:00 on 28 October 2018: 52 weeks after 31 October 2017 is 30 October 2018.
    read = moment_or_refusal(on, "10:00+04:00", "Europe/Volgograd")
    assert read == ("no-such-offset" if refused else f"{on}T10:00+03:00")


@pytest.mark.parametrize(("on", "refused"), [(date(2020, 2, 13), False), (date(2020, 2, 20), True)])
def test_an_offset_counts_that_the_zone_had_within_the_52_weeks_before_a_day(on, refused):
    # The last summer time of Sao Paulo, -02:00, ended on 17 February 2019: 52 weeks before 13 February 2020 is 14 February 2019.
    read = moment_or_refusal(on, "10:00-02:00", "America/Sao_Paulo")
    assert read == ("no-such-offset" if refused else f"{on}T10:00-03:00")


def moment_or_refusal(on: date, clock: str, zone: str) -> str:
    """The moment, or the code of what is said instead."""
    try:
        return moment(on, clock, zone_named(zone), "C1D1").isoformat(timespec="minutes")
    except InputError as told:
        return told.code


def test_a_moment_in_utc_is_in_utc_wherever_the_machine_stands(monkeypatch):
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "Asia/Tokyo")
            time.tzset()
            assert in_utc(moment(date(2027, 1, 4), "10:00", PARIS, "C1D1")).isoformat() == "2027-01-04T09:00:00+00:00"
    finally:
        time.tzset()
