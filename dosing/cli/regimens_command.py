"""`dosing regimens`: what can be planned, and where every value of a regimen comes from.

Does not know courses or sites.
"""

from collections.abc import Iterator
from decimal import Decimal

import click

from dosing import acts, wording
from dosing.cli.naming import NBSP, Command
from dosing.findings import Source
from dosing.formats.shipped import newest_regimen
from dosing.inputs.regimen import DrugRule, RateLimits, Regimen, SlotRule, UnlessDecided, Washout

Row = tuple[str, str, Source]  # what it is, the value, and where it comes from


@click.command("regimens", cls=Command)
@click.argument("regimen", metavar="[ID]", required=False)
def regimens(regimen: str | None) -> None:
    """List the regimens that a course can be planned by, or every value of the regimen ID with its source.

    \b
      dosing regimens
      dosing regimens islay
    """
    told = _listed() if regimen is None else _whole(newest_regimen(regimen))
    click.echo("\n".join(told).replace(NBSP, " "))


def _listed() -> Iterator[str]:
    for regimen in acts.regimens():
        yield from (*_head(regimen), "")
    yield "Every value of one with its source: dosing regimens ID"


def _head(regimen: Regimen) -> Iterator[str]:
    yield f"{regimen.id}, revision {regimen.revision}: {regimen.title}"
    yield f"  {_dose(regimen)}; {_days(regimen)}"
    yield f"  {_cycles(regimen)}"
    if regimen.needs_review:
        yield "  not yet reviewed: nothing made from it is for use until a site file names, under [[reviews]], who compared its values"


def _dose(regimen: Regimen) -> str:
    drug = regimen.study_drug
    return f"{wording.drug(drug.drug)} {wording.amount(drug.dose_mg_per_kg, 'mg/kg')} {drug.route}"


def _days(regimen: Regimen) -> str:
    return wording.cycle_days([(entry.from_cycle, entry.days) for entry in regimen.cycle_days], regimen.cycle_length_days)


def _cycles(regimen: Regimen) -> str:
    most = f"at most {wording.counted(regimen.most_cycles, 'cycle')}"
    if regimen.usual_cycles is None:
        return f"{most}; how many has to be said"
    return f"{wording.counted(regimen.usual_cycles, 'cycle')} unless said, {most}"


def _whole(regimen: Regimen) -> Iterator[str]:
    yield from _head(regimen)
    for name, value, source in _rows(regimen):
        yield f"  {name}: {value}\n      {source.kind}: {wording.cited(source.citation)}"
    for heading, told in (
        ("Not checked by this program", regimen.criteria_not_checked),
        ("Always said", [f"{wording.severity(said.severity)}: {said.message}" for said in regimen.always]),
    ):
        if told:
            yield "\n      ".join([f"  {heading}:", *told])


def _rows(regimen: Regimen) -> Iterator[Row]:
    """Every value that makes a number, limits one, or decides who may start."""
    drug = regimen.study_drug
    strength = f"{_dose(regimen)}, from vials of {wording.amount(drug.mg_per_ml, 'mg/mL')}"
    yield "study drug", strength, regimen.source("study_drug")
    vials = [f"{wording.mg(vial.strength_mg)} in {wording.ml(vial.volume_ml)}" for vial in regimen.vials]
    yield "vials", wording.listed(vials), regimen.source("vials")
    if never := [f"{wording.mg(other.strength_mg)}, {other.called}" for other in regimen.never_vials]:
        yield "vials never used", wording.listed(never), regimen.source("never_vials")
    yield "visits", f"{_days(regimen)}; {_cycles(regimen)}", regimen.source("cycles")
    yield "who may start", _entry(regimen), regimen.source("entry")
    yield from _known_of(regimen)
    yield from _rates(regimen)
    for rule in regimen.slots:
        yield from _slot(regimen, rule)


def _entry(regimen: Regimen) -> str:
    age = f"from {wording.amount(regimen.least_age_years, 'years')}"
    return "; ".join([age, *(f"{wording.fact(each.fact)} over for {_length(each)}" for each in regimen.washouts)])


def _length(washout: Washout) -> str:
    return wording.counted(washout.days, "day") if washout.days is not None else wording.counted(washout.months or 0, "month")


def _known_of(regimen: Regimen) -> Iterator[Row]:
    least, most = regimen.trial_weight_least_kg, regimen.trial_weight_most_kg
    if least is not None and most is not None:
        yield "weights in the trial", f"{wording.number(least)} to {wording.kg(most)}", regimen.source("trial_weight")
    if regimen.usual_mg_per_ml is not None:
        yield "usual concentration, at most", wording.amount(regimen.usual_mg_per_ml, "mg/mL"), regimen.source("usual_mg_per_ml")
    if regimen.longest_follow_up_weeks is not None:
        weeks = wording.amount(regimen.longest_follow_up_weeks, "weeks")
        yield "longest follow-up", weeks, regimen.source("longest_follow_up_weeks")
    if regimen.most_bag_hours is not None:
        yield "out of the refrigerator, infusion included", f"at most {regimen.most_bag_hours} h", regimen.source("most_bag_hours")
    if regimen.words.blood_months is not None:
        months = f"{wording.counted(regimen.words.blood_months, 'month')} after the last infusion"
        yield "blood banks to be told until", months, regimen.source("blood_months")
    if regimen.words.contraception is not None:
        months = f"{wording.counted(regimen.words.contraception.months, 'month')} after the last infusion"
        yield "contraception until", months, regimen.words.contraception.source


def _rates(regimen: Regimen) -> Iterator[Row]:
    rates, source = regimen.rates, regimen.source("rates")
    followed = [f"a signed {each}" if each == "order" else f"a {each}" for each in rates.follow]
    yield "rate steps follow", wording.listed(followed, "or"), source
    for name, limits in (("first infusion", rates.first), ("second infusion", rates.second), ("later infusions", rates.later)):
        yield f"rates of the {name}", _limits(limits, wording.ml(rates.per_ml)), source
    label = f"{wording.amount(rates.label_mg_per_kg, 'mg/kg')} in {wording.ml(rates.label_bag_ml)}"
    yield "the label that mg an hour are held against", label, source


def _limits(limits: RateLimits, per: str) -> str:
    start, most = (wording.amount(rate, "mL an hour") for rate in (limits.most_start_ml_per_hour, limits.most_ml_per_hour))
    return f"at least {wording.amount(limits.least_minutes, 'min')} for {per}, beginning at {start} or less, at most {most}"


def _slot(regimen: Regimen, rule: SlotRule) -> Iterator[Row]:
    key = f"slots.{rule.slot}"
    needed = "needed" if rule.needed else "may be left out with a reason"
    named = f"{wording.drug(rule.named)} is named; " if rule.named else ""
    yield rule.called, f"{named}{needed}; {wording.drug(rule.unless_decided)} unless the site decides", regimen.source(key)
    for drug in rule.drugs:
        own, called = f"{key}.{drug.drug}", f"{rule.called}, {wording.drug(drug.drug)}"
        yield f"{called}, routes", wording.listed(drug.routes, "or"), regimen.source(f"{own}.routes")
        yield f"{called}, limits", _drug_limits(drug), regimen.source(f"{own}.limits")
        for name, value in drug.unless_decided:
            if value is not None:
                usual = f"{called}, {_NAMES[name]} unless the site decides"
                yield usual, _decided(name, drug.unless_decided), regimen.source(f"{own}.{name}")


_NAMES = {
    "dose_mg": "dose",
    "route": "route",
    "minutes_before": "lead time",
    "give_over_minutes": "give over",
    "most_mg_per_minute": "at most",
    "from_age_years": "age of the other dose",
    "dose_from_age_mg": "dose from that age",
}
_UNITS = {
    "dose_mg": "mg",
    "minutes_before": "min before",
    "give_over_minutes": "min",
    "most_mg_per_minute": "mg a minute",
    "from_age_years": "years",
    "dose_from_age_mg": "mg",
}


def _decided(name: str, usual: UnlessDecided) -> str:
    value = getattr(usual, name)
    return wording.amount(value, _UNITS[name]) if name in _UNITS else str(value)


def _between(least: Decimal | int | None, most: Decimal | int | None, unit: str) -> str:
    return f"{wording.number(least or 0)} to {wording.amount(most or 0, unit)}"


def _drug_limits(drug: DrugRule) -> str:
    doses = wording.listed([wording.number(dose) for dose in drug.doses_mg], "or")
    told = [f"{doses} mg" if drug.doses_mg else _between(drug.least_mg, drug.most_mg, "mg")]
    told.append(f"{_between(drug.least_minutes_before, drug.most_minutes_before, 'min')} before")
    if drug.least_give_over_minutes is not None:
        told.append(f"over {_between(drug.least_give_over_minutes, drug.most_give_over_minutes, 'min')}")
    if drug.least_mg_per_minute is not None:
        told.append(f"a limit of {_between(drug.least_mg_per_minute, drug.most_mg_per_minute, 'mg a minute')}")
    if drug.forms:
        told.append(f"an injection stated as {wording.listed(drug.forms, 'or')}")
    return ", ".join(told)
