"""What a site may set, written down a second time, and which of its values lie outside.

Does not know what a site's values are used for.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from dosing.recheck.compare import Disagreement, collect, compare, disagree, same, show
from dosing.recheck.reading import Place, Unreadable

VIALS = {"100": "5", "500": "25"}
LEAD_TIME = (15, 60)

Check = Callable[[Place], None]


def only(*allowed: str | int | None) -> Check:
    """One of a few values, compared as exact text."""

    def check(place: Place) -> None:
        if not any(same(place.value, one) for one in allowed):
            raise place.unreadable(f"allowed is {' or '.join(show(one) for one in allowed)}")

    return check


def amounts(least: str, most: str) -> Check:
    """An amount between two limits, both included."""

    def check(place: Place) -> None:
        if not Fraction(least) <= place.amount() <= Fraction(most):
            raise place.unreadable(f"allowed is {show(least)} to {show(most)}")

    return check


def wholes(least: int, most: int | None = None) -> Check:
    """A whole number between two limits, both included."""

    def check(place: Place) -> None:
        if place.whole() < least or (most is not None and place.whole() > most):
            raise place.unreadable(f"allowed is {least} to {most}" if most is not None else f"allowed is {least} or more")

    return check


def up_to(most: str) -> Check:
    """An amount above 0 and not above a limit."""

    def check(place: Place) -> None:
        if place.rate() > Fraction(most):
            raise place.unreadable(f"allowed is at most {show(most)}")

    return check


def above_zero(place: Place) -> None:
    """Any amount above 0."""
    place.rate()


def or_null(check: Check) -> Check:
    """What `check` allows, or nothing at all."""
    return lambda place: check(place) if place.given else None


SITE: dict[str, Check] = {
    "paper": only("a4", "letter"),
    "dexamethasone.dose_mg": only("20", "40"),
    "dexamethasone.route": only("oral", "intravenous"),
    "dexamethasone.minutes_before": wholes(*LEAD_TIME),
    "dexamethasone.injection_form": only("base", "phosphate", None),
    "acetaminophen.dose_mg": amounts("650", "1000"),
    "acetaminophen.minutes_before": wholes(*LEAD_TIME),
    "h2_blocker.drug": only("ranitidine", "famotidine", "none"),
    "ranitidine.dose_mg": only("50"),
    "ranitidine.minutes_before": wholes(*LEAD_TIME),
    "ranitidine.give_over_minutes": wholes(5),
    "famotidine.dose_mg": only("20"),
    "famotidine.minutes_before": wholes(*LEAD_TIME),
    "famotidine.give_over_minutes": wholes(2),
    "diphenhydramine.dose_mg": amounts("25", "50"),
    "diphenhydramine.minutes_before": wholes(*LEAD_TIME),
    "diphenhydramine.most_mg_per_minute": up_to("25"),
    "bag.volume_ml": only("250", "500"),
    "bag.diluent": only("sodium chloride 0.9%", "dextrose 5%"),
    "rounding.volume_step_ml": only("0.1", "0.2", "0.5", "1"),
    "rounding.whole_vials_within_percent": only("5", "10", None),
    "weights.counts_from_percent": only("0", "5", "10"),
    "weights.caution_from_percent": only("5", "10"),
    "visit.check_in_minutes": wholes(0),
    "visit.length_minutes": wholes(1),
    "visit.smallest_interval_days": only(5, 6, 7),
}

PROFILE: dict[str, Check] = {
    "basis": only("ml_per_hour", "mg_per_hour"),
    "bag_ml": only("250", "500"),
    "cap_mg_per_hour": or_null(above_zero),
}
RATE_STEP: dict[str, Check] = {"rate": above_zero, "minutes": or_null(wholes(1))}


def check_site(site: Place) -> Iterator[Disagreement]:
    """Every value of one site that lies outside what a site may set."""
    yield from _check_all(site, SITE)
    yield from collect(_check_vials, site)
    yield from collect(_check_profiles, site)


def _check_all(place: Place, checks: dict[str, Check]) -> Iterator[Disagreement]:
    for dotted, check in checks.items():
        try:
            check(place.at(*dotted.split(".")))
        except Unreadable as unreadable:
            yield disagree(unreadable)


def _check_vials(site: Place) -> Iterator[Disagreement]:
    vials = site.at("vials")
    strengths = [vial.at("strength_mg").one_of(*VIALS) for vial in vials.entries()]
    if not strengths or len(set(strengths)) != len(strengths):
        raise vials.unreadable("at least one vial belongs here, and none twice")
    for vial, strength in zip(vials.entries(), strengths, strict=True):
        yield from compare(vial.at("volume_ml").path, vial.at("volume_ml").value, VIALS[strength])


def _check_profiles(site: Place) -> Iterator[Disagreement]:
    for profile in site.at("infusion", "profiles").entries():
        yield from _check_all(profile, PROFILE)
        for part in ("first", "second", "later"):
            for rate_step in profile.at(part).entries():
                yield from _check_all(rate_step, RATE_STEP)
