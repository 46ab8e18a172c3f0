"""Hold a site against the regimen: which drugs its slots take, in which doses and when, which vials, and what its rates may follow.

Does not know any patient; alters nothing.
"""

from decimal import Decimal

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.regimen import NO_DRUG, DrugRule, Regimen, SlotRule
from dosing.inputs.site import Site, SlotChoice
from dosing.quantities import shown


def fit(regimen: Regimen, site: Site, where: str = "") -> None:
    """Refuse a site that decides what the regimen does not allow. Raises InputError; `where` names the site's file."""
    try:
        _check_slots(regimen, site)
        _check_vials(regimen, site)
        _check_profile(regimen, site)
    except InputError as problem:
        raise problem.inside(where) from None


def _unfit(code: str, key: str, rest: str) -> InputError:
    return InputError(code, f"site.{key}", f"{key} {rest}.", rest=f"{rest}.")


def _check_slots(regimen: Regimen, site: Site) -> None:
    names = [rule.slot for rule in regimen.slots]
    for slot, choice in site.premedications.items():
        rule = regimen.slot(slot)
        if rule is None:
            rest = f"holds {shown(slot)}, which is no premedication of {regimen.id}; write {wording.listed(names, 'or')}"
            raise _unfit("no-such-slot", "premedications", rest)
        _check_slot(rule, choice)
    for rule in regimen.slots:
        if rule.slot not in site.premedications:
            raise _unfit("slot-missing", f"premedications.{rule.slot}", f"is missing, and {regimen.id} has it; write what is given")


def _check_slot(rule: SlotRule, choice: SlotChoice) -> None:
    key = f"premedications.{rule.slot}"
    if choice.drug == NO_DRUG:
        if rule.needed:
            raise _unfit("slot-needed", f"{key}.drug", f"is none, but the regimen needs one; write {_drugs(rule)}")
        spare = [name for name, value in choice if value is not None and name not in ("drug", "reason")]
        if spare:
            raise _unfit("none-with-values", f"{key}.{spare[0]}", "stands there, though nothing is given; leave it out")
        return
    drug = rule.rule(choice.drug)
    if drug is None:
        ways = _drugs(rule) + ("" if rule.needed else f", or {NO_DRUG} with a reason")
        raise _unfit("no-slot-takes-it", f"{key}.drug", f"is {shown(choice.drug)}, which this premedication does not take; write {ways}")
    _check_dose(key, drug, choice)
    _check_way(key, drug, choice)
    _check_pace(key, drug, choice)
    _check_product(key, choice)


def _drugs(rule: SlotRule) -> str:
    return wording.listed([each.drug for each in rule.drugs], "or")


def _check_dose(key: str, drug: DrugRule, choice: SlotChoice) -> None:
    if choice.dose_mg is None:
        raise _unfit("missing", f"{key}.dose_mg", "is missing; write it")
    if (choice.from_age_years is None) != (choice.dose_from_age_mg is None):
        absent = "from_age_years" if choice.from_age_years is None else "dose_from_age_mg"
        raise _unfit("half-a-limit", f"{key}.{absent}", "is missing beside the other; write an age and the dose from it on, or neither")
    if choice.from_age_years is not None and not 1 <= choice.from_age_years <= 120:
        raise _unfit("out-of-bounds", f"{key}.from_age_years", f"is {choice.from_age_years}; write 1 to 120")
    _check_amount(f"{key}.dose_mg", choice.dose_mg, drug)
    if choice.dose_from_age_mg is not None:
        _check_amount(f"{key}.dose_from_age_mg", choice.dose_from_age_mg, drug)


def _check_amount(key: str, dose: Decimal, drug: DrugRule) -> None:
    if drug.doses_mg and dose not in drug.doses_mg:
        raise _not_among(key, dose, drug.doses_mg)
    if drug.least_mg is not None and drug.most_mg is not None:
        _within(key, dose, drug.least_mg, drug.most_mg, "mg")


def _not_among(key: str, dose: Decimal, doses: tuple[Decimal, ...]) -> InputError:
    if len(doses) == 1:
        return _unfit("out-of-bounds", key, f"is {wording.mg(dose)}; only {wording.mg(doses[0])} can stand here")
    allowed = wording.listed([wording.number(each) for each in doses], "or")
    return _unfit("not-a-choice", key, f"is {wording.mg(dose)}; write {allowed} mg")


def _within(key: str, value: Decimal | int, least: Decimal | int, most: Decimal | int, unit: str) -> None:
    if not least <= value <= most:
        allowed = f"{wording.number(least)} to {wording.amount(most, unit)}"
        raise _unfit("out-of-bounds", key, f"is {wording.amount(value, unit)}; write {allowed}")


def _check_way(key: str, drug: DrugRule, choice: SlotChoice) -> None:
    if choice.route is None:
        raise _unfit("missing", f"{key}.route", "is missing; write it")
    if choice.route not in drug.routes:
        raise _unfit("not-a-choice", f"{key}.route", f"is {choice.route}; write {wording.listed(drug.routes, 'or')}")
    if choice.minutes_before is None:
        raise _unfit("missing", f"{key}.minutes_before", "is missing; write it")
    _within(f"{key}.minutes_before", choice.minutes_before, drug.least_minutes_before, drug.most_minutes_before, "min")
    injected = choice.route == "intravenous" and bool(drug.forms)
    forms = " or ".join(f'"{each}"' for each in drug.forms)
    if injected and choice.form is None:
        said = f"is intravenous without its form; write form = {forms}, since vials are labelled either way"
        raise InputError("form-missing", f"site.{key}.form", f"{key} {said}.", rest=f"{said}.")
    if choice.form is not None and not injected:
        how = "is given by mouth" if choice.route == "oral" else "has none to state"
        raise InputError(
            "form-spare", f"site.{key}.form", f"{key} has a form but {how}; leave form out.", rest=f"has a form but {how}; leave form out."
        )
    if choice.form is not None and choice.form not in drug.forms:
        raise _unfit("not-a-choice", f"{key}.form", f"is {shown(choice.form)}; write {forms}")


def _check_pace(key: str, drug: DrugRule, choice: SlotChoice) -> None:
    """How slowly an injection is given: over minutes, or at most so many mg a minute, as the regimen has it."""
    paces: tuple[tuple[str, Decimal | int | None, Decimal | int | None, str], ...] = (
        ("give_over_minutes", drug.least_give_over_minutes, drug.most_give_over_minutes, "min"),
        ("most_mg_per_minute", drug.least_mg_per_minute, drug.most_mg_per_minute, "mg in a minute"),
    )
    for name, least, most, unit in paces:
        value = getattr(choice, name)
        if least is None or most is None:
            if value is not None:
                raise _unfit("unknown-key", f"{key}.{name}", f"is not asked for {drug.drug}; leave it out")
        elif value is None:
            raise _unfit("missing", f"{key}.{name}", "is missing; write it")
        else:
            _within(f"{key}.{name}", value, least, most, unit)


def _check_product(key: str, choice: SlotChoice) -> None:
    """What the pharmacy supplies: its strength is known where its volume is, and only an injection is diluted."""
    if choice.product_mg is None and choice.product_ml is not None:
        raise _unfit("missing", f"{key}.product_mg", "is missing beside product_ml; write how many mg the product holds, or neither")
    if choice.dilute_to_ml is not None and choice.route != "intravenous":
        raise _unfit("unknown-key", f"{key}.dilute_to_ml", f"is not asked for {choice.drug} by mouth; leave it out")


def _check_vials(regimen: Regimen, site: Site) -> None:
    known = {vial.strength_mg: vial.volume_ml for vial in regimen.vials}
    ways = wording.listed([f"{wording.mg(each.strength_mg)} in {wording.ml(each.volume_ml)}" for each in regimen.vials], "or")
    for place, vial in enumerate(site.vials, start=1):
        if known.get(vial.strength_mg) == vial.volume_ml:
            continue
        found = f"is {wording.mg(vial.strength_mg)} in {wording.ml(vial.volume_ml)}"
        other = next((each for each in regimen.never_vials if each.strength_mg == vial.strength_mg), None)
        if other is not None:
            rest = (
                f"{found}, {other.called}, which must never be used here; write {ways}, the vials for {regimen.study_drug.route} infusion"
            )
            raise _unfit("subcutaneous-vial", f"vials[{place}]", rest)
        raise _unfit("no-such-vial", f"vials[{place}]", f"{found}; write {ways}, the only vials for {regimen.study_drug.route} infusion")


def _check_profile(regimen: Regimen, site: Site) -> None:
    chosen = site.infusion.chosen
    if chosen is not None and chosen.follows not in regimen.rates.follow:
        may = wording.listed([_one(each) for each in regimen.rates.follow], "or")
        ways = wording.listed([f'"{each}"' for each in regimen.rates.follow], "or")
        raise _unfit(
            "rates-follow",
            "infusion.profile",
            f"is {chosen.name}, which follows {_one(chosen.follows)}, but rate steps of {regimen.id} follow {may}; "
            f"choose a profile of the site's own with follows = {ways}",
        )


def _one(followed: str) -> str:
    return f"{'an' if followed[0] in 'aeiou' else 'a'} {followed}"
