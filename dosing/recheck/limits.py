"""Which keys a plan document has, its visits left out, and what a site may set, written down a second time.

Does not know what any value is used for.
"""

from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, attempt
from dosing.recheck.forms import ByKind, Form, Later, ListOf, MapOf, OrNull, With, amounts, anything, one_of, only, or_null, up_to, wholes
from dosing.recheck.outcome import read_outcome
from dosing.recheck.places import Place
from dosing.recheck.pounds import compare_typed


def keys(*names: str) -> dict[str, Form]:
    """Keys that have to be there, and may hold anything."""
    return dict.fromkeys(names, anything)


def _compare_bag(bag: Place) -> Iterator[Disagreement]:
    """Two bags are small; stability data are named exactly where they are needed."""
    count, share, reference = bag.at("count"), bag.at("most_share_percent"), bag.at("share_reference")
    if count.value == 2 and bag.at("volume_ml").value != "250":
        yield Disagreement(count.path, count.value, None, "two bags are of 250 mL each")
    if reference.given != (share.value != "50"):
        yield Disagreement(reference.path, reference.value, None, "a text belongs here exactly where the drug may fill more than 50%")


def _compare_profile(profile: Place) -> Iterator[Disagreement]:
    beyond = profile.at("beyond_limits")
    if beyond.given and profile.at("follows").value != "order":
        yield Disagreement(beyond.path, beyond.value, None, "only steps that follow an order go beyond the limits")


def _compare_outcome(outcome: Place) -> Iterator[Disagreement]:
    yield from attempt(read_outcome, outcome)


def _compare_infusion(infusion: Place) -> Iterator[Disagreement]:
    """A chosen profile was compared with what it follows, by somebody and on a day."""
    if infusion.at("profile").given:
        yield from attempt(Place.text, infusion.at("compared_by"))
        yield from attempt(Place.day, infusion.at("compared_on"))


SOURCES = MapOf(keys("kind", "citation"))
RATE_STEPS = ListOf({"rate": Place.millionths_above_zero, "minutes": or_null(wholes(1))})
BAG_STEPS: dict[str, Form] = {"first": RATE_STEPS, "second": RATE_STEPS, "later": RATE_STEPS}
PROFILE: Form = {
    "name": anything,
    "follows": only("order", "protocol", "label"),
    "reference": Place.text,
    "basis": only("ml_per_hour", "mg_per_hour"),
    "bag_ml": only("250", "500"),
    "cap_mg_per_hour": or_null(Place.millionths_above_zero),
    **BAG_STEPS,
    "second_bag": OrNull(BAG_STEPS),
    "beyond_limits": Place.text_or_null,
}
# What each slot may give stands in the regimen, and so do the vials.
CHOICE = keys(
    *("drug", "dose_mg", "route", "minutes_before", "form", "give_over_minutes", "most_mg_per_minute", "from_age_years"),
    *("dose_from_age_mg", "reason"),
) | {
    "product_mg": Later(up_to(10_000)),
    "product_ml": Later(up_to(1000)),
    "dilute_to_ml": Later(amounts(1, 1000)),
}
BAG: dict[str, Form] = {
    "volume_ml": only("250", "500"),
    "diluent": only("sodium chloride 0.9%", "dextrose 5%"),
    "count": only(1, 2),
    "most_share_percent": amounts(50, 90),
    "share_reference": Place.text_or_null,
}
INFUSION: dict[str, Form] = {
    **keys("profile", "compared_by", "compared_on"),
    "first_again_after_days": wholes(0, 28),
    "profiles": ListOf(With(PROFILE, _compare_profile)),
}
SITE: Form = {
    **keys("time_zone", "country", "region"),
    "premedications": MapOf(CHOICE),
    "vials": ListOf(keys("strength_mg", "volume_ml")),
    "bag": With(BAG, _compare_bag),
    "rounding": {"volume_step_ml": only("0.1", "0.2", "0.5", "1"), "whole_vials_within_percent": only("5", "10", None)},
    "weights": {
        "counts_from_percent": only("0", "5", "10"),
        "caution_from_percent": only("5", "10"),
        "oldest_on_day_1_days": wholes(1, 14),
        "oldest_days": wholes(1, 28),
    },
    "visit": {"check_in_minutes": wholes(0), "length_minutes": wholes(1), "smallest_interval_days": only(5, 6, 7)},
    "infusion": With(INFUSION, _compare_infusion),
    "reviews": ListOf({"regimen": Place.text, "revision": wholes(1), "by": Place.text, "on": Place.day}),
    "reaction_rule": Later(Place.text),
    "when_to_call": Later(ListOf(Place.text)),
    "fever_from": Later(Place.text),
    "opened_vial_minutes": Later(wholes(1, 1440)),
    "vial_supply": Later(only("stock", "trial", "patient")),
    "sources": SOURCES,
}
DRUG = keys(
    *("drug", "routes", "doses_mg", "least_mg", "most_mg", "least_minutes_before", "most_minutes_before", "forms"),
    *("least_give_over_minutes", "most_give_over_minutes", "least_mg_per_minute", "most_mg_per_minute"),
) | {
    "unless_decided": keys(
        *("dose_mg", "route", "minutes_before", "give_over_minutes", "most_mg_per_minute", "from_age_years", "dose_from_age_mg")
    ),
    "caution": OrNull(keys("code", "severity", "message")),
}
RATE_LIMITS = keys("least_minutes", "most_start_ml_per_hour", "most_ml_per_hour")
REGIMEN: Form = {
    **keys("id", "revision", "title", "reference", "needs_review"),
    "study_drug": keys("drug", "dose_mg_per_kg", "mg_per_ml", "route"),
    "vials": ListOf(keys("strength_mg", "volume_ml")),
    "never_vials": ListOf(keys("strength_mg", "called")),
    **keys("cycle_length_days", "usual_cycles", "most_cycles", "least_age_years", "criteria_not_checked", "longest_follow_up_weeks"),
    "cycle_days": ListOf(keys("from_cycle", "days")),
    "slots": ListOf(keys("slot", "called", "named", "needed", "unless_decided") | {"drugs": ListOf(DRUG)}),
    "washouts": ListOf(keys("fact", "days", "months")),
    **keys("trial_weight_least_kg", "trial_weight_most_kg", "usual_mg_per_ml", "most_bag_hours"),
    "rates": keys("follow", "per_ml", "label_mg_per_kg", "label_bag_ml") | dict.fromkeys(BAG_STEPS, RATE_LIMITS),
    "always": ListOf(keys("code", "severity", "message")),
    "words": keys(
        *("authority", "authority_short", "heading", "lead_time", "preparation_heading", "preparation", "two_bags", "reactions"),
        *("before_first_infusion", "patient", "blood_months"),
    )
    | {"filter": Later(anything), "trial_label": Later(anything), "contraception": Later(keys("months", "kind", "citation"))},
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
    "correct": EVERY_CHANGE | {"values": With(keys("start") | {"born": Place.day_or_null} | WEIGHT | ENTRY, compare_typed)},
    "resite": EVERY_CHANGE | {"site": SITE},
    "rebase": EVERY_CHANGE,
    "undo": EVERY_CHANGE,
    "outcome": With(EVERY_CHANGE | keys("visit", "in_full", "given_ml", "reaction", "not_given"), _compare_outcome),
}
COURSE: Form = {
    **keys("course_id", "regimen", "regimen_revision", "label", "start", "cycles", "time", "time_zone"),
    "born": Place.day_or_null,
    **WEIGHT,
    **keys("protocol_reference", "prepared_by"),
    "entry": ENTRY,
    "changes": ListOf(ByKind(CHANGES)),
}
DOCUMENT: Form = {
    "format": anything,
    "release": keys("course_id", "revision", "fingerprint", "previous", "issued", "engine", "past")
    | {"checks": ListOf({"by": Place.text, "on": Place.day, "visits": anything, "revision": Later(wholes(1))})},
    "inputs": {"regimen": REGIMEN, "site": SITE, "course": With(COURSE, compare_typed)},
    "letterhead": {
        **dict.fromkeys(("name", "address", "day_phone", "night_phone"), Place.text_or_null),
        "paper": only("a4", "letter"),
        "emergency_phone": Later(Place.text),
        "visit_place": Later(Place.text),
        "calendar": Later(only("nothing", "telephones", "telephones-and-address", "telephones-name-and-address")),
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
