"""Which keys a plan document has, its visits left out, and what a site may set, written down a second time.

Does not know what any value is used for.
"""

from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, compare
from dosing.recheck.forms import ByKind, Form, ListOf, MapOf, With, amounts, anything, one_of, only, or_null, up_to, wholes
from dosing.recheck.places import Place
from dosing.recheck.pounds import compare_typed

MG_PER_ML = 20
VIALS = {"100": "5", "500": "25"}


def _compare_vials(vials: Place) -> Iterator[Disagreement]:
    strengths = [vial.at("strength_mg").one_of(*VIALS) for vial in vials.entries()]
    if not strengths or len(set(strengths)) != len(strengths):
        raise vials.unreadable("at least one vial belongs here, and none twice")
    for vial, strength in zip(vials.entries(), strengths, strict=True):
        volume = vial.at("volume_ml")
        yield from compare(volume.path, volume.value, VIALS[strength])


def keys(*names: str) -> dict[str, Form]:
    """Keys that have to be there, and may hold anything."""
    return dict.fromkeys(names, anything)


LEAD_TIME = wholes(15, 60)
SOURCES = MapOf(keys("kind", "citation"))
RATE_STEPS = ListOf({"rate": Place.millionths_above_zero, "minutes": or_null(wholes(1))})
PROFILE: Form = {
    "name": anything,
    "basis": only("ml_per_hour", "mg_per_hour"),
    "bag_ml": only("250", "500"),
    "cap_mg_per_hour": or_null(Place.millionths_above_zero),
    "first": RATE_STEPS,
    "second": RATE_STEPS,
    "later": RATE_STEPS,
}
SITE: Form = {
    **keys("time_zone", "country", "region"),
    "dexamethasone": {
        "dose_mg": only("20", "40"),
        "route": only("oral", "intravenous"),
        "minutes_before": LEAD_TIME,
        "injection_form": only("base", "phosphate", None),
    },
    "acetaminophen": {"dose_mg": amounts(650, 1000), "minutes_before": LEAD_TIME},
    "h2_blocker": {"drug": only("ranitidine", "famotidine", "none"), "reason": anything},
    "ranitidine": {"dose_mg": only("50"), "minutes_before": LEAD_TIME, "give_over_minutes": wholes(5)},
    "famotidine": {"dose_mg": only("20"), "minutes_before": LEAD_TIME, "give_over_minutes": wholes(2)},
    "diphenhydramine": {"dose_mg": amounts(25, 50), "minutes_before": LEAD_TIME, "most_mg_per_minute": up_to(25)},
    "vials": With(ListOf(keys("strength_mg", "volume_ml")), _compare_vials),
    "bag": {"volume_ml": only("250", "500"), "diluent": only("sodium chloride 0.9%", "dextrose 5%")},
    "rounding": {"volume_step_ml": only("0.1", "0.2", "0.5", "1"), "whole_vials_within_percent": only("5", "10", None)},
    "weights": {"counts_from_percent": only("0", "5", "10"), "caution_from_percent": only("5", "10")},
    "visit": {"check_in_minutes": wholes(0), "length_minutes": wholes(1), "smallest_interval_days": only(5, 6, 7)},
    "infusion": {**keys("profile", "compared_by", "compared_on"), "profiles": ListOf(PROFILE)},
    "sources": SOURCES,
}
REGIMEN: Form = {
    **keys("id", "revision", "title", "registry_id"),
    "study_drug": keys("drug", "dose_mg_per_kg", "route"),
    **keys("cycle_length_days", "most_cycles", "least_age_years", "criteria_not_checked", "longest_follow_up_weeks"),
    "cycle_days": ListOf(keys("from_cycle", "days")),
    "slots": ListOf(keys("slot", "drug", "routes")),
    "washouts": ListOf(keys("fact", "days", "months")),
    **keys("trial_weight_least_kg", "trial_weight_most_kg"),
    "sources": SOURCES,
}
WEIGHT = keys("weight_kg", "weight_typed", "weighed")
ENTRY = keys("last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression")
EVERY_CHANGE: dict[str, Form] = {**keys("kind", "reason", "by"), "when": Place.day}
CHANGES: dict[str, Form] = {
    "move": EVERY_CHANGE | keys("visit", "to", "following", "not_given"),
    "omit": EVERY_CHANGE | keys("visit", "not_given"),
    "stop": EVERY_CHANGE | keys("visit"),
    "reweigh": With(EVERY_CHANGE | WEIGHT, compare_typed),
    "retime": EVERY_CHANGE | keys("visit", "time"),
    "extend": EVERY_CHANGE,
    "correct": EVERY_CHANGE | {"values": With(keys("start", "born") | WEIGHT | ENTRY, compare_typed)},
    "resite": EVERY_CHANGE | {"site": SITE},
    "rebase": EVERY_CHANGE,
    "undo": EVERY_CHANGE,
}
COURSE: Form = {
    **keys("course_id", "regimen", "regimen_revision", "label", "born", "start", "cycles", "time", "time_zone"),
    **WEIGHT,
    **keys("protocol_reference", "prepared_by"),
    "entry": ENTRY,
    "changes": ListOf(ByKind(CHANGES)),
}
DOCUMENT: Form = {
    "format": anything,
    "release": keys("course_id", "revision", "fingerprint", "previous", "issued", "engine", "past")
    | {"checks": ListOf({"by": Place.text, "on": Place.day, "visits": anything})},
    "inputs": {"regimen": REGIMEN, "site": SITE, "course": With(COURSE, compare_typed)},
    "letterhead": {
        **dict.fromkeys(("name", "address", "day_phone", "night_phone"), Place.text_or_null),
        "paper": only("a4", "letter"),
    },
    "visits": anything,
    "findings": ListOf(
        {
            "code": Place.text,
            "severity": one_of("refuse", "caution", "undetermined", "note"),
            "visit": anything,
            "message": Place.text,
        }
    ),
}
