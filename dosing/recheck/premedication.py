"""The premedications of one visit, slot by slot of the regimen, with what the site gives for each.

Does not know times of day, weights or the study drug, nor the limits of what a site may decide.
"""

from typing import NamedTuple

from dosing.recheck.amounts import MILLION, ceiling, write
from dosing.recheck.dose import read_source
from dosing.recheck.places import Place
from dosing.recheck.regimen import Regimen
from dosing.recheck.slots import DrugRule, Slot

NONE = "none"  # the slot is left out


class Patient(NamedTuple):
    """Where the birth date stands, and the age in whole years on the day of the visit, if it is known."""

    born: Place
    years: int | None


class Premedication(NamedTuple):
    """The lead time in minutes, its limits, and everything a visit states about the premedication but when it is due."""

    lead: int
    least: int
    most: int
    stated: dict[str, object]


def choose_rule(choice: Place, slot: Slot) -> DrugRule | None:
    """What the regimen says of the drug that a site gives for a slot; None where it gives none. Raises Unreadable."""
    drug = choice.at("drug").one_of(*slot.drugs, *([] if slot.needed else [NONE]))
    return slot.drugs.get(drug)


def list_premedications(site: Place, regimen: Regimen, patient: Patient) -> list[Premedication]:
    """The premedications, longest lead time first; a stable sort keeps the order of the slots on a tie."""
    listed: list[Premedication] = []
    for slot in regimen.slots:
        choice = site.at("premedications", slot.name)
        rule = choose_rule(choice, slot)
        if rule is not None:
            listed.append(_premedicate(site, choice, slot, rule, patient))
    if not listed:
        raise site.at("premedications").unreadable("at least one premedication must be left, because the start is counted from it")
    return sorted(listed, key=lambda premedication: -premedication.lead)


def _premedicate(site: Place, choice: Place, slot: Slot, rule: DrugRule, patient: Patient) -> Premedication:
    lead, dose = choice.at("minutes_before").whole(), _read_dose(choice, patient)
    route = choice.at("route").one_of(*rule.routes)
    stated: dict[str, object] = {
        "slot": slot.name,
        "drug": rule.drug,
        "dose_mg": write(dose, MILLION),
        "route": route,
        "form": choice.at("form").text_or_null(),
        "minutes_before": lead,
        "give_over_minutes": _give_over(choice, dose) if route == "intravenous" else None,
        "substituted_for": slot.named if slot.named != rule.drug else None,
        "source": read_source(site, f"premedications.{slot.name}.dose_mg"),
    }
    return Premedication(lead, *rule.lead, stated)


def _read_dose(choice: Place, patient: Patient) -> int:
    """The dose in millionths of a mg, which may be another one from an age on."""
    from_age = choice.at("from_age_years")
    if not from_age.given:
        return choice.at("dose_mg").millionths_above_zero()
    if patient.years is None:
        raise patient.born.unreadable("the dose depends on the age")
    return choice.at("dose_from_age_mg" if patient.years >= from_age.whole() else "dose_mg").millionths_above_zero()


def _give_over(choice: Place, dose: int) -> int | None:
    """At least how many minutes an injection takes."""
    minutes, fastest = choice.at("give_over_minutes"), choice.at("most_mg_per_minute")
    if minutes.given:
        return minutes.whole()
    return ceiling(dose, fastest.millionths_above_zero()) if fastest.given else None
