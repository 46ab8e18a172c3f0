"""How a dose, a day, a time and a name are written for people: the one formatter.

Does not know pages, and makes no number.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from dosing.findings import Finding
from dosing.quantities import plain

NBSP = "\N{NO-BREAK SPACE}"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# The FDA's tall-man form, where there is one (ISMP list of look-alike drug names, 2023).
TALL_MAN = {"diphenhydramine": "diphenhydrAMINE"}

FACTS = {
    "last_immunotherapy": "last immunotherapy",
    "last_investigational": "last investigational agent",
    "last_chemotherapy": "last chemotherapy",
    "transplant": "stem cell transplant",
    "gvhd_immunosuppression": "last immunosuppression for graft versus host disease",
}


def number(value: Decimal | int) -> str:
    """A number with commas from 1,000, a leading zero and no trailing zeros.

    >>> number(Decimal("1448.50")), number(Decimal("0.5"))
    ('1,448.5', '0.5')
    """
    whole, point, decimals = plain(Decimal(value)).partition(".")
    return f"{int(whole):,}{point}{decimals}" if not whole.startswith("-0") else f"-0{point}{decimals}"


def amount(value: Decimal | int, unit: str) -> str:
    """A number, a no-break space and its unit: "1,448 mg"."""
    return f"{number(value)}{NBSP}{unit}"


def mg(value: Decimal | int) -> str:
    """A mass: "1,448 mg"."""
    return amount(value, "mg")


def ml(value: Decimal | int) -> str:
    """A volume: "72.4 mL"."""
    return amount(value, "mL")


def kg(value: Decimal) -> str:
    """A body weight: "72.35 kg"."""
    return amount(value, "kg")


def weight(weight_kg: Decimal, typed: str | None) -> str:
    """A body weight, and what was typed where that was in pounds: "72.57 kg, entered as 160 lb"."""
    return f"{kg(weight_kg)}, entered as {pounds(typed)}" if typed else kg(weight_kg)


def pounds(typed: str) -> str:
    """A weight that was typed in pounds: "160 lb"."""
    return amount(Decimal(typed.lower().rstrip("lbs ")), "lb")


def in_kilograms(typed: str, weight_kg: Decimal) -> str:
    """What a weight typed in pounds is in kilograms: "160lb is 72.57 kg"; nothing for one typed in kilograms."""
    text = typed.strip()
    return f"{text} is {kg(weight_kg)}" if text.lower().endswith(("lb", "lbs")) else ""


def deviation(percent: Decimal) -> str:
    """A signed percentage: "+0.07%", "-0.1%", "0%"."""
    return f"{'+' if percent > 0 else ''}{number(percent)}%"


def duration(minutes: Decimal | int) -> str:
    """Minutes as hours and minutes: "45 min", "3 h 20 min", "1 h 52.5 min"."""
    hours, rest = divmod(Decimal(minutes), 60)
    if hours and rest:
        return f"{amount(int(hours), 'h')} {amount(rest, 'min')}"
    return amount(int(hours), "h") if hours else amount(rest, "min")


def day(value: date) -> str:
    """A full date with its weekday: "Monday 4 January 2027"."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """A short date with its weekday: "Mon 4 Jan 2027"."""
    return f"{WEEKDAYS[value.weekday()][:3]} {value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def time(value: datetime) -> str:
    """A wall-clock time, 24 hours: "09:15"."""
    return f"{value.hour:02d}:{value.minute:02d}"


def issued(value: datetime) -> str:
    """The moment of issue, UTC: "20 December 2026, 09:00 UTC"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}, {time(value)} UTC"


def drug(name: str) -> str:
    """A generic name in lower case, with its tall-man letters where the FDA lists them."""
    return TALL_MAN.get(name, name)


def given_drug(name: str, substituted_for: str | None) -> str:
    """A premedication's name, and what it stands in for: "famotidine, substituted for ranitidine"."""
    return f"{drug(name)}, substituted for {drug(substituted_for)}" if substituted_for else drug(name)


def premedication(name: str, dose_mg: Decimal, route: str, substituted_for: str | None, form: str | None = None) -> str:
    """A premedication with its own dose: "famotidine 20 mg intravenous, substituted for ranitidine"; how its dose is stated stands last."""
    stands_in = f", substituted for {drug(substituted_for)}" if substituted_for else ""
    return f"{drug(name)} {mg(dose_mg)} {route}{stands_in}{f', dose stated as {form}' if form else ''}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words as a list a person reads: "1, 8, 15 and 22"; never a dash between days."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def choice_of(numbers: Sequence[int]) -> str:
    """Whole numbers to choose from: "1 or 2", "1 to 13"."""
    return listed([str(n) for n in numbers], "or") if len(numbers) < 3 else f"{numbers[0]} to {numbers[-1]}"


def days_listed(days: Sequence[int]) -> str:
    """Cycle days: "day 1", "days 1, 8, 15 and 22"."""
    return f"{'day' if len(days) == 1 else 'days'} {listed([str(n) for n in days])}"


def cycle_days(days: Sequence[tuple[int, Sequence[int]]], length_days: int) -> str:
    """The days of each cycle, as (from which cycle on, days): "days 1 and 8 of cycle 1, then day 1, in cycles of 28 days".

    >>> cycle_days([(1, (1, 8, 15, 22))], 28).replace(NBSP, " ")
    'days 1, 8, 15 and 22 of each cycle of 28 days'
    """
    length = amount(length_days, "days")
    if len(days) == 1:
        return f"{days_listed(days[0][1])} of each cycle of {length}"
    parts = []
    for place, (first, held) in enumerate(days):
        last = days[place + 1][0] - 1 if place + 1 < len(days) else None
        if last is None:
            parts.append(f"then {days_listed(held)}")
        else:
            parts.append(f"{days_listed(held)} of {f'cycle {first}' if last == first else f'cycles {first} to {last}'}")
    return f"{', '.join(parts)}, in cycles of {length}"


def counted(count: int, thing: str, things: str | None = None) -> str:
    """A count and its noun: "1 visit", "8 visits"."""
    return f"{number(count)} {thing if count == 1 else things or thing + 's'}"


def vials(opened: Sequence[tuple[int, Decimal]]) -> str:
    """Vials to open, as (count, strength in mg): "2 × 500 mg, 4 × 100 mg"."""
    return ", ".join(f"{count}{NBSP}×{NBSP}{mg(strength)}" for count, strength in opened)


def drawn(strength_mg: Decimal, whole: int, part_ml: Decimal | None) -> str:
    """How one strength is drawn: "2 whole 500 mg vials and 22.4 mL of a third"."""
    parts = []
    if whole:
        parts.append(f"{whole} whole {mg(strength_mg)} {'vial' if whole == 1 else 'vials'}")
    if part_ml is not None:
        parts.append(f"{ml(part_ml)} of {_another(whole) if whole else f'one {mg(strength_mg)} vial'}")
    return " and ".join(parts)


def _another(whole: int) -> str:
    """The vial after so many whole ones: "a third", "an eighth", "one more"."""
    words = ("a second", "a third", "a fourth", "a fifth", "a sixth", "a seventh", "an eighth", "a ninth", "a tenth")
    return words[whole - 1] if whole <= len(words) else "one more"


def fingerprint(digits: str) -> str:
    """The first 12 hexadecimal digits in groups of four: "1A2B-3C4D-5E6F"."""
    return "-".join(digits[i : i + 4].upper() for i in (0, 4, 8))


def plain_day(value: date) -> str:
    """A full date without its weekday, as a birth date is written: "4 January 1990"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


SEVERITY_WORDS = {"refuse": "Refused", "caution": "Caution", "undetermined": "To find out", "note": "Note"}


def severity(name: str) -> str:
    """The word that stands before a finding: "Caution", "To find out", "Note"."""
    return SEVERITY_WORDS[name]


CHOICE = "this program's default"
_BEFORE_UNIT = re.compile(r"(?<=[0-9]) (?=(?:mg|mL|kg|min|days|h|°C|°F|micron)\b)")


def with_units(text: str) -> str:
    """Words in which no number stands at the end of a line without its unit."""
    return _BEFORE_UNIT.sub(NBSP, text)


def cited(citation: str) -> str:
    """A citation as it is printed: tall-man letters, and no number without its unit at the end of a line."""
    for name, written in TALL_MAN.items():
        citation = citation.replace(name, written)
    return with_units(citation)


def source(kind: str, citation: str, silent: str = "") -> str:
    """Where a number came from, as a sheet says it; `silent` is what would state it, and does not.

    >>> source("label", "a leaflet", "the trial record"), source("choice", "this program's default: off")
    ('site default, from a leaflet; not stated in the trial record', "this program's own default: off")
    """
    citation = cited(citation)
    if kind == "label":
        return f"site default, from {citation}{f'; not stated in {silent}' if silent else ''}"
    if kind == "choice":
        return f"this program's own default{citation.removeprefix(CHOICE)}" if citation.startswith(CHOICE) else "this program's own default"
    return citation


def give_over(minutes: int | None) -> str:
    """How slowly a drug is given: "over at least 5 min"; nothing where no time is set."""
    return "" if minutes is None else f"over at least {amount(minutes, 'min')}"


def before(minutes: int) -> str:
    """A lead time: "45 min before"."""
    return f"{amount(minutes, 'min')} before"


class Recorded(Protocol):
    """What was recorded of one infusion."""

    @property
    def in_full(self) -> bool: ...
    @property
    def given_ml(self) -> Decimal | None: ...
    @property
    def reaction(self) -> str | None: ...
    @property
    def not_given(self) -> bool: ...


def outcome(of: Recorded | None) -> str:
    """What was recorded of an infusion: "given in full", "given in part, 90 mL", "not given", "reaction of grade 2"; nothing without."""
    if of is None:
        return ""
    said = ["not given"] if of.not_given else ["given in full"] if of.in_full else []
    if of.given_ml is not None:
        said.append(f"given in part, {ml(of.given_ml)}")
    if of.reaction is not None:
        said.append(f"reaction of grade {of.reaction}")
    return ", ".join(said)


INFUSIONS = {"first": "first infusion", "second": "second infusion", "later": "later infusions"}


def infusion_part(part: str) -> str:
    """Which steps of a profile these are: "first infusion", "later infusions"."""
    return INFUSIONS[part]


def fact(name: str) -> str:
    """An entry fact in words: "last chemotherapy"."""
    return FACTS[name]


WEIGHT_RULES = {
    "first": "the first weight",
    "new": "the newest weight that applies",
    "kept": "kept, since a newer weight differs by less than the site counts",
}


def weight_rule(name: str) -> str:
    """Why this weight makes the dose: "the newest weight that applies"."""
    return WEIGHT_RULES[name]


def percent_limit(percent: Decimal | None) -> str:
    """A limit in percent, included; "off" without one: "within 5%"."""
    return "off" if percent is None else f"within {number(percent)}%"


def rounded_to(rounding: str, step_ml: Decimal) -> str:
    """How a calculated dose became the rounded one: "rounded to whole vials", "rounded to 0.1 mL"."""
    return f"rounded to {'whole vials' if rounding == 'whole-vials' else ml(step_ml)}"


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with those as one that say the same of several visits, each in the place of the first: for an overview."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, _of_any_visit(finding)), []).append(finding)
    return tuple(_as_one(each) for each in alike.values())


def _of_any_visit(finding: Finding) -> str:
    return re.sub(rf"\b{finding.visit}\b", "@", finding.message) if finding.visit else finding.message


def _as_one(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    visits = list(dict.fromkeys(each.visit for each in alike if each.visit))
    if len(visits) < 2:
        return first
    return Finding(first.code, first.severity, None, re.sub(rf"\b{first.visit}\b", listed(visits), first.message))
