"""The premedications of a regimen, read strictly: which drugs may fill each slot, and the limits of what a site may decide.

Does not know what a site decided, or any patient.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dosing.recheck.places import Place

MOST_SLOTS = 100
ROUTES = ("oral", "intravenous")
Range = tuple[int, int]  # the least and the most, both included


class DrugRule(NamedTuple):
    """One drug of a slot: a dose is one of `doses`, or lies within `mg`; amounts are in millionths, times in minutes."""

    drug: str
    routes: list[str]
    doses: list[int]
    mg: Range | None
    lead: Range
    forms: list[str]
    give_over: Range | None
    pace: Range | None


class Slot(NamedTuple):
    """One premedication of the regimen, the drug that it names, if any, and what may fill it."""

    name: str
    named: str | None
    needed: bool
    drugs: dict[str, DrugRule]


def read_slots(place: Place) -> tuple[Slot, ...]:
    """The slots of a regimen, in its order. Raises Unreadable."""
    entries = place.entries()
    if not 1 <= len(entries) <= MOST_SLOTS:
        raise place.unreadable(f"1 to {MOST_SLOTS} premedications belong here")
    slots = tuple(_read_slot(entry) for entry in entries)
    if len({slot.name for slot in slots}) < len(slots):
        raise place.unreadable("no premedication has its name twice")
    return slots


def _read_slot(place: Place) -> Slot:
    entries = place.at("drugs").entries()
    drugs = {rule.drug: rule for rule in map(_read_drug, entries)}
    if not drugs or len(drugs) < len(entries) or len(drugs) > MOST_SLOTS:
        raise place.at("drugs").unreadable("the drugs of a premedication belong here, at least one and none twice")
    place.at("unless_decided").one_of(*drugs)
    return Slot(place.at("slot").text(), place.at("named").text_or_null(), place.at("needed").truth(), drugs)


def _read_drug(place: Place) -> DrugRule:
    doses = [dose.millionths_above_zero() for dose in place.at("doses_mg").entries()]
    mg = _range(place, "mg", Place.millionths_above_zero)
    if bool(doses) == (mg is not None):
        raise place.at("doses_mg").unreadable("the doses of a drug belong here, or else its least and its most, and not both")
    return DrugRule(
        place.at("drug").text(),
        list(_routes(place.at("routes"))),
        doses,
        mg,
        _ordered(place, "minutes_before", Place.whole),
        [form.text() for form in place.at("forms").entries()],
        _range(place, "give_over_minutes", Place.whole),
        _range(place, "mg_per_minute", Place.millionths_above_zero),
    )


def _routes(place: Place) -> Iterator[str]:
    if not place.entries():
        raise place.unreadable("at least one route belongs here")
    for route in place.entries():
        yield route.one_of(*ROUTES)


def _range(place: Place, name: str, read: Callable[[Place], int]) -> Range | None:
    """Two limits, or none where both are null."""
    least, most = place.at(f"least_{name}"), place.at(f"most_{name}")
    return _ordered(place, name, read) if least.given or most.given else None


def _ordered(place: Place, name: str, read: Callable[[Place], int]) -> Range:
    least, most = read(place.at(f"least_{name}")), read(place.at(f"most_{name}"))
    if most < least:
        raise place.at(f"most_{name}").unreadable("the most is not below the least")
    return least, most
