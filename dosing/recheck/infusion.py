"""The infusion of one visit: which rate for how long, until the bag is empty.

Does not know how the dose came about, or the time of day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from dosing.recheck.reading import Place

PARTS = {1: "first", 2: "second"}
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One rate, from which exact minute of the infusion it runs and for how long, and the bag volume before it."""

    rate: Fraction
    begins: Fraction
    minutes: Fraction
    volume_before: Fraction

    @property
    def volume(self) -> Fraction:
        return self.rate * self.minutes / 60

    @property
    def ends(self) -> Fraction:
        return self.begins + self.minutes


def choose_profile(site: Place) -> Place | None:
    """The rate table that the site has chosen, or None where it has chosen none."""
    chosen = site.at("infusion", "profile")
    if not chosen.given:
        return None
    for profile in site.at("infusion", "profiles").entries():
        if profile.at("name").value == chosen.text():
            return profile
    raise chosen.unreadable("no profile of this site has that name")


def run_steps(profile: Place, part: str, bag: int, mg: Fraction) -> list[Step]:
    """The steps until the bag is empty, exact; `mg` is the dose in the bag."""
    table = profile.at(part)
    steps = list(_run_table(profile, table.entries(), bag, mg))
    if not steps:
        raise table.unreadable("at least one step belongs here")
    if steps[-1].ends > LONGEST_MINUTES:
        raise table.unreadable("at these rates the bag runs for more than a week")
    return steps


def _run_table(profile: Place, rows: list[Place], bag: int, mg: Fraction) -> Iterator[Step]:
    elapsed, run_in = Fraction(0), Fraction(0)
    for row in rows:
        rate = _rate_ml_per_hour(profile, row.at("rate"), bag, mg)
        until_empty = (bag - run_in) * 60 / rate
        last = row is rows[-1] or not row.at("minutes").given
        minutes = until_empty if last else min(until_empty, Fraction(row.at("minutes").whole(1)))
        step = Step(rate, elapsed, minutes, run_in)
        yield step
        elapsed, run_in = step.ends, run_in + step.volume
        if run_in == bag:
            return


def _rate_ml_per_hour(profile: Place, table_rate: Place, bag: int, mg: Fraction) -> Fraction:
    """The pump rate for a rate of the table, held under the cap; what is worked out is rounded down to 0.1 mL/h."""
    rate = table_rate.rate()
    if profile.at("basis").one_of("ml_per_hour", "mg_per_hour") == "mg_per_hour":
        rate = _down_to_tenth(rate * bag / mg)
    cap = profile.at("cap_mg_per_hour")
    if cap.given and rate > cap.rate() * bag / mg:
        rate = _down_to_tenth(cap.rate() * bag / mg)
    if not rate:
        raise table_rate.unreadable("rounded down to 0.1 mL/h, nothing of this rate is left")
    return rate


def _down_to_tenth(rate: Fraction) -> Fraction:
    return Fraction(floor(rate * 10), 10)
