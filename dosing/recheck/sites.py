"""Hold every site of a document against the regimen: what each slot gives, which vials there are, what the rates follow.

Does not know any visit; calculates nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from dosing.recheck.amounts import MILLION, write
from dosing.recheck.compare import Disagreement, alike, attempt, collect, show
from dosing.recheck.infusion import choose_profile
from dosing.recheck.places import Place
from dosing.recheck.premedication import choose_rule
from dosing.recheck.regimen import Regimen
from dosing.recheck.slots import DrugRule, Range, Slot

AGES = (1, 120)


def compare_sites(inputs: Place, regimen: Regimen) -> Iterator[Disagreement]:
    """What the site of the document, and every site that a change brought, decides against the regimen."""
    changes = inputs.at("course", "changes").entries()
    brought = [change.at("site") for change in changes if change.at("kind").value == "resite"]
    for site in [inputs.at("site"), *brought]:
        yield from _compare_slots(site.at("premedications"), regimen)
        yield from attempt(_hold_vials, site.at("vials"), regimen)
        yield from attempt(_hold_profile, site, regimen)


def _compare_slots(given: Place, regimen: Regimen) -> Iterator[Disagreement]:
    names = [slot.name for slot in regimen.slots]
    for key, value in given.fields().items():
        # A later version adds keys that are null until they are used, and says nothing by them.
        if key not in names and value is not None:
            yield Disagreement(given.at(key).path, value, None, "the regimen has no such premedication")
    for slot in regimen.slots:
        yield from collect(partial(_compare_choice, slot), given)


def _compare_choice(slot: Slot, given: Place) -> Iterator[Disagreement]:
    choice = given.at(slot.name)
    rule = choose_rule(choice, slot)
    if rule is None:
        yield from attempt(Place.text, choice.at("reason"))
        yield from _all_null(choice, [key for key in choice.fields() if key not in ("drug", "reason")])
        return
    yield from _all_null(choice, ["reason"])
    for hold in (_hold_dose, _hold_age, _hold_way, _hold_form, _hold_lead, _hold_product):
        yield from attempt(hold, choice, rule)
    yield from attempt(_hold_pace, choice.at("give_over_minutes"), rule.give_over, Place.whole, 1)
    yield from attempt(_hold_pace, choice.at("most_mg_per_minute"), rule.pace, Place.millionths, MILLION)


def _all_null(choice: Place, keys: Iterable[str]) -> Iterator[Disagreement]:
    for key in keys:
        place = choice.at(key)
        if place.given:
            yield Disagreement(place.path, place.value, None, "nothing belongs here beside this drug")


def _hold_dose(choice: Place, rule: DrugRule) -> None:
    _hold_mg(choice.at("dose_mg"), rule)


def _hold_mg(place: Place, rule: DrugRule) -> None:
    dose = place.millionths()
    if rule.mg is not None:
        _within(place, dose, rule.mg, MILLION)
    elif dose not in rule.doses:
        raise place.unreadable(f"allowed is {' or '.join(show(write(allowed, MILLION)) for allowed in rule.doses)}")


def _hold_age(choice: Place, rule: DrugRule) -> None:
    age, dose = choice.at("from_age_years"), choice.at("dose_from_age_mg")
    if age.given != dose.given:
        raise (dose if age.given else age).unreadable("an age and the dose from it on belong here, or neither")
    if age.given:
        _within(age, age.whole(), AGES, 1)
        _hold_mg(dose, rule)


def _hold_way(choice: Place, rule: DrugRule) -> None:
    choice.at("route").one_of(*rule.routes)


def _hold_form(choice: Place, rule: DrugRule) -> None:
    form = choice.at("form")
    allowed = rule.forms if rule.forms and choice.at("route").value == "intravenous" else [None]
    if not any(alike(form.value, one) for one in allowed):
        raise form.unreadable(f"allowed is {' or '.join(map(show, allowed))}")


def _hold_lead(choice: Place, rule: DrugRule) -> None:
    lead = choice.at("minutes_before")
    _within(lead, lead.whole(), rule.lead, 1)


def _hold_product(choice: Place, _rule: DrugRule) -> None:
    """A volume stands beside a strength, and only an injection is diluted; an older document has none of these."""
    held = choice.fields()
    if held.get("product_ml") is not None and held.get("product_mg") is None:
        raise choice.at("product_ml").unreadable("it belongs here only beside product_mg")
    if held.get("dilute_to_ml") is not None and choice.at("route").value != "intravenous":
        raise choice.at("dilute_to_ml").unreadable("only what is given into a vein is diluted")


def _hold_pace(place: Place, limits: Range | None, read: Callable[[Place], int], unit: int) -> None:
    """Given exactly where the regimen has limits for it, and within them."""
    if limits is not None:
        _within(place, read(place), limits, unit)
    elif place.given:
        raise place.unreadable("the regimen has no limits for it with this drug")


def _within(place: Place, value: int, limits: Range, unit: int) -> None:
    least, most = limits
    if not least <= value <= most:
        raise place.unreadable(f"allowed is {show(write(least, unit))} to {show(write(most, unit))}")


def _hold_vials(vials: Place, regimen: Regimen) -> None:
    """Each is one of the regimen's, and none stands twice."""
    strengths: set[int] = set()
    for vial in vials.entries():
        strength, volume = vial.at("strength_mg"), vial.at("volume_ml")
        if strength.millionths() not in regimen.vials:
            raise strength.unreadable(f"allowed is {' or '.join(show(write(mg, MILLION)) for mg in regimen.vials)}")
        if not alike(volume.value, regimen.vials[strength.millionths()]):
            raise volume.unreadable(f"that vial holds {show(regimen.vials[strength.millionths()])} mL")
        strengths.add(strength.millionths())
    if not strengths or len(strengths) < len(vials.entries()):
        raise vials.unreadable("at least one vial belongs here, and none twice")


def _hold_profile(site: Place, regimen: Regimen) -> None:
    """A chosen profile follows what the regimen lets rates follow, and is made for the bag."""
    profile = choose_profile(site)
    if profile is None:
        return
    profile.at("follows").one_of(*regimen.rates.follow)
    bag = site.at("bag", "volume_ml").text()
    if profile.at("bag_ml").text() != bag:
        raise profile.at("bag_ml").unreadable(f"the site's bag holds {show(bag)} mL")
