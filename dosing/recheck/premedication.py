"""The premedications of one visit, slot by slot of the regimen, with what the site has for each.

Does not know times of day, weights or the study drug.
"""

from collections.abc import Callable

from dosing.recheck.amounts import MILLION, ceiling, write
from dosing.recheck.dose import read_source
from dosing.recheck.places import Place

# A lead time in minutes, and everything a visit states about the premedication but when it is due.
Premedication = tuple[int, dict[str, object]]
INSTEAD = "famotidine"


def list_premedications(site: Place, regimen: Place) -> list[Premedication]:
    """The premedications, longest lead time first; a stable sort keeps the order of the slots on a tie."""
    slots = regimen.at("slots")
    listed = [each for slot in slots.entries() for each in SLOTS[slot.at("slot").one_of(*SLOTS)](site, slot)]
    if not listed:
        raise slots.unreadable("at least one premedication must be left, because the start is counted from it")
    return sorted(listed, key=lambda premedication: -premedication[0])


def _simple(site: Place, slot: Place, drug: str, route: str, **more: object) -> list[Premedication]:
    lead = site.at(drug, "minutes_before").whole()
    stated: dict[str, object] = {
        "slot": slot.at("slot").text(),
        "drug": drug,
        "dose_mg": write(site.at(drug, "dose_mg").millionths(), MILLION),
        "route": route,
        "form": None,
        "minutes_before": lead,
        "give_over_minutes": None,
        "substituted_for": None,
        "source": read_source(site, f"{drug}.dose_mg"),
    }
    return [(lead, stated | more)]


def _only_route(slot: Place) -> str:
    routes = slot.at("routes").entries()
    if len(routes) != 1:
        raise slot.at("routes").unreadable("one route belongs here, because a site does not choose it")
    return routes[0].text()


def _steroid(site: Place, slot: Place) -> list[Premedication]:
    drug = slot.at("drug").text()
    route = site.at(drug, "route").one_of(*(route.text() for route in slot.at("routes").entries()))
    form = site.at(drug, "injection_form").text_or_null()
    return _simple(site, slot, drug, route, form=form if route == "intravenous" else None)


def _antipyretic(site: Place, slot: Place) -> list[Premedication]:
    return _simple(site, slot, slot.at("drug").text(), _only_route(slot))


def _h2_blocker(site: Place, slot: Place) -> list[Premedication]:
    of_record = slot.at("drug").text()
    drug = site.at("h2_blocker", "drug").one_of(of_record, INSTEAD, "none")
    if drug == "none":
        return []
    instead_of = of_record if drug != of_record else None
    give_over = site.at(drug, "give_over_minutes").whole()
    return _injected(site, slot, drug, give_over, substituted_for=instead_of)


def _antihistamine(site: Place, slot: Place) -> list[Premedication]:
    drug = slot.at("drug").text()
    fastest = site.at(drug, "most_mg_per_minute").millionths_above_zero()
    return _injected(site, slot, drug, ceiling(site.at(drug, "dose_mg").millionths(), fastest))


def _injected(site: Place, slot: Place, drug: str, give_over: int, **more: object) -> list[Premedication]:
    """A drug that is given over some minutes, unless its one route is another than the vein."""
    route = _only_route(slot)
    return _simple(site, slot, drug, route, give_over_minutes=give_over if route == "intravenous" else None, **more)


SLOTS: dict[str, Callable[[Place, Place], list[Premedication]]] = {
    "steroid": _steroid,
    "antipyretic": _antipyretic,
    "h2_blocker": _h2_blocker,
    "antihistamine": _antihistamine,
}
