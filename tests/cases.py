"""Bad input, as it is typed at every door: one table, and the same sentence wherever it is typed.

A door puts `typed` into `field` of the patient in `tests/plans.py` (a course) or of an otherwise empty site file (a site), together with
what stands in `also`, and must answer with exit status `status` and a sentence that holds each of `words`.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from tests.plans import ORDER_STEPS


@dataclass(frozen=True)
class BadInput:
    """One thing that somebody typed; `field` is dotted, as in a site file or a course file.

    `at` is the input at which it is put right, where that is another one: a door shows the sentence there.
    """

    name: str
    field: str
    typed: Any
    words: tuple[str, ...]
    status: int = 2
    of: Literal["course", "site"] = "course"
    also: dict[str, Any] = field(default_factory=dict)
    at: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The raw tables with what was typed in its place."""
        raw: dict[str, Any] = dict(self.also)
        *tables, key = self.field.split(".")
        place = raw
        for table in tables:
            place = place.setdefault(table, {})
        place[key] = self.typed
        return raw

    @property
    def place(self) -> str:
        """The input that the answer names: of a site file below "site"."""
        named = self.at or self.field
        return f"site.{named}" if self.of == "site" and named != "site" else named

    @property
    def line(self) -> str:
        """What was typed as a line of a TOML file: `rounding.volume_step_ml = "0.3"`."""
        return f"{self.field} = {toml(self.typed)}"


def toml(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(toml(each) for each in value)}]"
    return json.dumps(value)  # the text, numbers and truth values of JSON are written the same way in TOML


PARIS = {"time_zone": "Europe/Paris"}
PLAIN_WEIGHT = "72.5kg"
DAY = "write the date as year, month and day, like 2027-01-04"
YEARS = "write a day in the years 2017 to 2099"
SPACE = "\u00a0"
VIALS = f"write 100{SPACE}mg in 5{SPACE}mL or 500{SPACE}mg in 25{SPACE}mL"

WEIGHTS = [
    BadInput("no unit", "weight", "72.5", ("'72.5' has no unit", "write 72.5kg", "72.5lb")),
    BadInput("no unit and no decimals", "weight", "160", ("'160' has no unit", "write 160kg", "160lb")),
    BadInput("nothing", "weight", "", ("the weight is empty", PLAIN_WEIGHT)),
    BadInput("the unit alone", "weight", "kg", ("'kg'", PLAIN_WEIGHT)),
    BadInput("a decimal comma", "weight", "72,5kg", ("'72,5kg' holds a comma", "decimal point", PLAIN_WEIGHT)),
    BadInput("a thousands comma", "weight", "1,450 kg", ("'1,450 kg' holds a comma", "no thousands separator")),
    BadInput("a letter O for a nought", "weight", "7O kg", ("'7O kg'", "ASCII digits", PLAIN_WEIGHT)),
    BadInput("a minus sign", "weight", "-70kg", ("'-70kg' is below zero", PLAIN_WEIGHT)),
    BadInput("nought", "weight", "0kg", ("is 0 kg", "at least 22.7 kg")),
    BadInput("not a number", "weight", "nan", ("'nan'", PLAIN_WEIGHT)),
    BadInput("not a number, with a unit", "weight", "nan kg", ("'nan kg'", PLAIN_WEIGHT)),
    BadInput("infinity", "weight", "inf", ("'inf'", PLAIN_WEIGHT)),
    BadInput("an exponent", "weight", "1e3kg", ("'1e3kg'", PLAIN_WEIGHT)),
    BadInput("full-width digits", "weight", "\uff17\uff10kg", ("'\uff17\uff10kg'", "ASCII digits")),
    BadInput("an underscore", "weight", "7_0kg", ("'7_0kg'", "ASCII digits")),
    BadInput("two units", "weight", "72.5kg lb", ("'72.5kg lb'", PLAIN_WEIGHT)),
    BadInput("stones", "weight", "11st", ("'11st'", "kg or lb")),
    BadInput("grams", "weight", "72500g", ("'72500g'", "kg or lb")),
    BadInput("three decimals", "weight", "72.355kg", ("more than two decimals", "at most two")),
    BadInput("three decimals in pounds", "weight", "160.123lb", ("more than two decimals", "at most two, like 160.12lb")),
    BadInput("a leading nought", "weight", "072.5kg", ("begins with a zero", PLAIN_WEIGHT)),
    BadInput("a line break", "weight", "72.5\nkg", ("'72.5\ufffdkg'", PLAIN_WEIGHT)),
    BadInput("just below the least weight", "weight", "22.69kg", ("is 22.69 kg", "at least 22.7 kg")),
    BadInput("pounds just below the least weight", "weight", "50.03lb", ("'50.03lb' is 22.69 kg", "at least 22.7 kg")),  # 22.6932 kg
    # 125.05 mL are drawn as 125.1 mL, and half of 250 mL is 125 mL.
    BadInput(
        "a weight that fills half of the bag",
        "weight",
        "125.05kg",
        (f"125.1{SPACE}mL", "more than half", "check the weight and its unit"),
        status=3,
    ),
    BadInput(
        "a weight that fills the bag", "weight", "249.95kg", (f"250{SPACE}mL", "more than half", "check the weight and its unit"), status=3
    ),
    BadInput(
        "pounds that fill the bag", "weight", "560lb", (f"254.01{SPACE}kg", "more than half", "check the weight"), status=3
    ),  # 254.0117 kg
    BadInput("a decimal point left out", "weight", "1450kg", (f"1,450{SPACE}kg", "check the weight and its unit"), status=3),
]

REGIMENS = "write islay, label-10-us-kd or label-10-us-pd"

DAYS = [
    BadInput("a day that is not in the calendar", "start", "2027-02-30", ("'2027-02-30'", "not in the calendar", "write a real day")),
    BadInput("29 February of a common year", "start", "2027-02-29", ("'2027-02-29'", "not in the calendar")),
    BadInput("a day that may be March or April", "start", "03/04/2027", ("'03/04/2027'", DAY)),
    BadInput("a day without hyphens", "start", "20270104", ("'20270104'", DAY)),
    BadInput("a week day", "start", "2027-W01-1", ("'2027-W01-1'", DAY)),
    BadInput("a year of two digits", "start", "26-01-04", ("'26-01-04'", DAY)),
    BadInput("a year of two digits with noughts", "start", "0026-01-04", ("0026-01-04", YEARS)),
    BadInput("the year before the trial", "start", "2016-12-31", ("2016-12-31", YEARS)),
    BadInput("a start in 2100", "start", "2100-01-01", ("2100-01-01", YEARS)),
    BadInput("a time behind the day", "start", "2027-01-04T10:00", ("'2027-01-04T10:00'", DAY)),
    BadInput("full-width digits in a day", "start", "\uff12027-01-04", (DAY,)),
    BadInput(
        "a weight of the day after", "weighed", "2027-01-05", ("2027-01-05", "after the start on 2027-01-04", "on or before the start")
    ),
    BadInput(
        "a weight of before the birth",
        "weighed",
        "2005-01-01",
        ("measured on Saturday 1 January 2005, before the birth date", "correct the one that is wrong"),
        status=3,
        also={"born": "2006-01-01"},
    ),
    BadInput("born after the start", "born", "2027-01-04", ("born is 2027-01-04", "write the patient's birth date")),
    BadInput("a patient of fifteen", "born", "2011-01-05", ("under 16", "check the birth date"), status=3),
    BadInput("treatment after the start", "entry.transplant", "2027-02-01", ("entry.transplant is 2027-02-01", "or none")),
    BadInput("treatment that is no day", "entry.transplant", "never", ("'never'", "like 2027-01-04, or none")),
]


def change(kind: str, when: str = "2027-01-05", **values: Any) -> dict[str, Any]:
    """A change as a course file holds it."""
    return {"kind": kind, "reason": "as ordered", "by": "AB", "when": when, **values}


GIVEN = change("outcome", "2027-01-11", visit="C1D8", in_full=True)

COURSES = [
    BadInput("a regimen that is not there", "regimen", "label-20-us", ("the regimen is 'label-20-us'", REGIMENS)),
    BadInput("a label's regimen without a number of cycles", "regimen", "label-10-us-pd", ("the number of cycles is missing", "write 1 to 13"), at="cycles"),
    BadInput(
        "a dose that depends on the age, without a birth date", "regimen", "label-10-us-pd",
        ("the birth date is missing", f"dexamethasone is 40{SPACE}mg, and 20{SPACE}mg from 75 years"), at="born", also={"cycles": 2},
    ),
    BadInput("fourteen cycles", "cycles", 14, ("cycles is '14'", "write 1 to 13"), also={"regimen": "label-10-us-kd"}),
    BadInput(
        "a fact that the regimen does not ask for", "entry.transplant", "none",
        ("the stem cell transplant is no entry criterion of label-10-us-kd", "leave it out"), also={"regimen": "label-10-us-kd", "cycles": 2},
    ),
    BadInput("initials without a letter", "prepared_by", ".", ("prepared_by is '.'", "write initials, like AB")),
    BadInput("three cycles", "cycles", 3, ("cycles is '3'", "write 1 or 2")),
    BadInput("no cycle", "cycles", 0, ("cycles is '0'", "write 1 or 2")),
    BadInput("a time without a zone", "time", "10:00", ("10:00 has no time zone", "write it as well, like Europe/Paris"), at="time_zone"),
    BadInput(
        "an offset that the zone never has",
        "time",
        "10:00+05:00",
        ("10:00+05:00 has an offset that Europe/Paris does not have", "write 10:00 or 10:00+01:00"),
        also=PARIS,
    ),
    BadInput("a zone that names no place", "time_zone", "EST", ("'EST'", "names no place", "America/New_York, or UTC"), also={"time": "10:00"}),
    BadInput("a time of twelve hours", "time", "10:00 am", ("'10:00 am'", "24-hour clock, like 10:00"), also=PARIS),
    BadInput("a time past midnight", "time", "24:00", ("'24:00'", "24-hour clock"), also=PARIS),
    BadInput("an hour without its nought", "time", "9:30", ("'9:30'", "24-hour clock"), also=PARIS),
    BadInput("a zone that nobody knows", "time_zone", "Europe/Pari", ("'Europe/Pari'", "write its name like Europe/Paris"), also={"time": "10:00"}),
    BadInput("the zone of whatever machine this is", "time_zone", "localtime", ("'localtime'", "Europe/Paris"), also={"time": "10:00"}),
    BadInput("a zone that is a path", "time_zone", "../etc/passwd", ("time zone", "Europe/Paris"), also={"time": "10:00"}),
    BadInput(
        "a time that the clocks skip",
        "time",
        "02:30",
        ("C1D1: 02:30 does not exist on 2027-03-28 in Europe/Paris", "write another time, or move the visit"),
        also={**PARIS, "start": "2027-03-28"},
    ),
    BadInput(
        "a time that the clocks show twice",
        "time",
        "02:30",
        ("C1D1: 02:30 exists twice on 2027-10-31 in Europe/Paris", "write 02:30+02:00 or 02:30+01:00"),
        also={**PARIS, "start": "2027-10-31"},
    ),
    BadInput("a label with a line break", "label", "ISLAY\n007", ("label holds a control character", "write it on one line")),
    BadInput("a label with a colour code", "label", "ISLAY\x1b[31m007", ("label holds a control character",)),
    BadInput("a label that the typeface lacks", "label", "ISLAY-\u65e5", ("'\u65e5' (U+65E5)", "typeface cannot print", "Latin, Greek or Cyrillic")),
    BadInput("a label of blanks", "label", "   ", ("label is empty", "write some text, or leave it out")),
    BadInput("a label that is too long", "label", "I" * 81, ("81 characters", "at most 80")),
    BadInput("a misspelt key", "wieghed", "2027-01-02", ("'wieghed' is not a known key", "the nearest is weighed")),
    BadInput("a key called date", "date", "2027-01-02", ("'date' is not a known key",)),
    BadInput("the clinic's name among the course's keys", "name", "Day unit", ("'name' is not a known key here", "write it under letterhead")),
    BadInput("a course of the first format", "format", "dosing-course/1", ("'dosing-course/1'", "never released", "begin it anew"), at="course_file"),
    BadInput("a course of a format to come", "format", "dosing-course/3", ("'dosing-course/3'", "newer than this program reads"), at="course_file"),
    BadInput("a site where a course belongs", "format", "dosing-site/1", ('write format = "dosing-course/2"',), at="course_file"),
    BadInput("a misspelt fact", "entry.transplnt", "none", ("'entry.transplnt' is not a known key", "the nearest is transplant")),
    BadInput("changes that are no list", "changes", 5, ("changes is '5'", "write a list")),
    BadInput("a change as one table", "change", change("undo"), ("change is one table", "headed [[change]]")),
    BadInput("an outcome of a visit to come", "changes", [change("outcome", visit="C1D8", in_full=True)], ("C1D8 on 2027-01-11 is still to come",), at="visit"),
    BadInput(
        "an outcome that says two things", "changes", [change("outcome", "2027-01-11", visit="C1D8", in_full=True, given_ml="60")],
        ("says that all was given, and how many mL", "write one of the two"),
    ),
    BadInput(
        "an outcome that says nothing", "changes", [change("outcome", "2027-01-11", visit="C1D8")],
        ("says nothing", "write that it was given in full"),
    ),
    BadInput(
        "more than the bag held", "changes", [change("outcome", "2027-01-11", visit="C1D8", given_ml="250.1")],
        (f"250.1{SPACE}mL, recorded as given at C1D8, is more than the 250{SPACE}mL that hung there", "write what was given of it"), at="given_ml",
    ),
    BadInput(
        "a dose still to come that was not given", "changes", [change("omit", visit="C1D8", not_given=True)],
        ("C1D8 on 2027-01-11 is still to come on 2027-01-05", "leave that out"), at="not_given",
    ),
    BadInput(
        "a visit moved away from what was given at it", "changes", [GIVEN, change("move", "2027-01-11", visit="C1D8", to="2027-01-12")],
        ("what was given at C1D8 is recorded", "name another visit"), at="visit",
    ),
    BadInput(
        "a misspelt key of a change",
        "changes",
        [{"kind": "omit", "reason": "fever", "by": "AB", "when": "2027-01-05", "visit": "C1D8", "not_givn": True}],
        ("'changes[1].omit.not_givn' is not a known key", "the nearest is not_given"),
    ),
    BadInput(
        "a change without a reason",
        "changes",
        [{"kind": "omit", "reason": "", "by": "AB", "when": "2027-01-05", "visit": "C1D8"}],
        ("reason is empty; write some text.",),
    ),
    BadInput(
        "a change that nobody knows",
        "changes",
        [{"kind": "delay", "reason": "fever", "by": "AB", "when": "2027-01-05"}],
        ("'delay'", "move", "omit", "stop"),
    ),
    BadInput(
        "a visit that nobody names so",
        "changes",
        [{"kind": "omit", "reason": "fever", "by": "AB", "when": "2027-01-05", "visit": "day 8"}],
        ("'day 8'", "like C1D8"),
    ),
]  # fmt: skip


def site(name: str, field: str, typed: Any, *words: str, at: str = "") -> BadInput:
    """Bad input into a site file."""
    return BadInput(name, field, typed, words, of="site", at=at)


def rates(**values: Any) -> dict[str, Any]:
    """A profile of the site's own, which follows a signed order and was compared with it, in use."""
    return {"profile": "order-14", "compared_by": "AB", "compared_on": "2026-12-01", "profiles": [{**ORDER_STEPS, **values}]}


def one_rate(first: str, second: str = "50", later: str = "50") -> dict[str, Any]:
    """The same with one rate for each infusion."""
    return rates(first=[{"rate": first}], second=[{"rate": second}], later=[{"rate": later}])


BY_LABEL = {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}

SITES = [
    site("ten times the diphenhydramine", "premedications.antihistamine.dose_mg", "500", f"is 500{SPACE}mg", f"write 25 to 50{SPACE}mg"),
    site("a premedication five minutes before", "premedications.steroid.minutes_before", 5, f"is 5{SPACE}min", f"write 15 to 60{SPACE}min"),
    site("a drug that its slot does not take", "premedications.h2_blocker.drug", "cimetidine", "'cimetidine'", "write ranitidine or famotidine, or none with a reason"),
    site("a premedication that the regimen has not", "premedications.antiemetic.drug", "ondansetron", "is no premedication of islay", "write steroid, antipyretic, h2_blocker or antihistamine", at="premedications"),
    site("a premedication of another shape", "premedications.steroid", "dexamethasone", "'dexamethasone'", "write a table of keys and values"),
    site("a needed premedication left out", "premedications.steroid", {"drug": "none", "reason": "none is wanted"}, "is none, but the regimen needs one", "write dexamethasone", at="premedications.steroid.drug"),
    site("a dose beside none", "premedications.h2_blocker", {"drug": "none", "reason": "none is stocked", "dose_mg": "20"}, "stands there, though nothing is given", "leave it out", at="premedications.h2_blocker.dose_mg"),
    site("an age without its dose", "premedications.steroid", {"dose_mg": "40", "from_age_years": 75}, "is missing beside the other", "write an age and the dose from it on", at="premedications.steroid.dose_from_age_mg"),
    site("a drug's name where its slot belongs", "dexamethasone.dose_mg", "20", "'dexamethasone' is not a known key", "headed [premedications.steroid]", at="dexamethasone"),
    site("the subcutaneous vial", "vials", [{"strength_mg": "1400", "volume_ml": "10"}], f"1,400{SPACE}mg in 10{SPACE}mL", "subcutaneous", VIALS),
    site("a vial of 200 mg", "vials", [{"strength_mg": "200", "volume_ml": "10"}], f"is 200{SPACE}mg in 10{SPACE}mL", VIALS),
    site("a strength in the other vial", "vials", [{"strength_mg": "100", "volume_ml": "25"}], f"is 100{SPACE}mg in 25{SPACE}mL", VIALS),
    site("no vials", "vials", [], "vials", "write at least one"),
    site("one strength twice", "vials", [{"strength_mg": "100", "volume_ml": "5"}] * 2, "one strength twice", "name each strength once"),
    site("an unknown key", "rounding.volume_step", "0.5", "'rounding.volume_step' is not a known key", "the nearest is volume_step_ml"),
    site("an unknown table", "premedication.drug", "famotidine", "'premedication' is not a known key", "the nearest is premedications", at="premedication"),
    site("no H2 blocker and no reason", "premedications.h2_blocker.drug", "none", "premedications.h2_blocker is left out without a reason", "write the reason", at="premedications.h2_blocker.reason"),
    site("an injection without its form", "premedications.steroid.route", "intravenous", "without its form", "base", "phosphate", at="premedications.steroid.form"),
    site("a number as a word", "premedications.antipyretic.dose_mg", "much", "'much' is not a plain decimal number", "like 72.5"),
    site("a true dose", "premedications.antipyretic.dose_mg", True, "'True'", "plain decimal number"),
    site("seven decimals", "premedications.antihistamine.dose_mg", "33.1234567", "'33.1234567'", "at most 6 decimals"),
    site("a broken minute", "visit.length_minutes", "300", "'300'", "a whole number"),
    site("a step that no syringe has", "rounding.volume_step_ml", "0.3", f"is 0.3{SPACE}mL", "0.1, 0.2, 0.5 or 1"),
    site("vials rounded within 20%", "rounding.whole_vials_within_percent", "20", "5 or 10"),
    site("a litre bag", "bag.volume_ml", "1000", f"is 1,000{SPACE}mL", "250 or 500"),
    site("two bags of 500 mL", "bag", {"volume_ml": "500", "count": 2}, f"holds two of 500{SPACE}mL", f"write two of 250{SPACE}mL, or one", at="bag.count"),
    site("three bags", "bag.count", 3, "is 3", "write 1 to 2"),
    site("a larger share without its data", "bag.most_share_percent", "60", "without naming the stability data", "write share_reference, or 50", at="bag.share_reference"),
    site("data for a share that is usual", "bag.share_reference", "data on file", "names stability data", "leave share_reference out"),
    site("an interval of four days", "visit.smallest_interval_days", 4, f"is 4{SPACE}days", f"5 to 7{SPACE}days"),
    site("the label's rates, compared by nobody", "infusion.profile", "label-250ml", "without saying who compared it", "compared_by", "compared_on", at="infusion.compared_by"),
    site("the label's rates for another dose", "infusion", BY_LABEL, "is label-250ml, which follows a label", "choose a profile of the site's own", at="infusion.profile"),
    site("an order's rates, compared by nobody", "infusion", {"profile": "order-14", "profiles": [ORDER_STEPS]}, "without saying who compared it with the order", "compared_by", at="infusion.compared_by"),
    # Each limit of the US label for 10 mg/kg, one step past it: 25, 150 and 200 min; 50, 200 and 112.5 min; 200 and 75 min.
    site("a first infusion that begins too fast", "infusion", one_rate("25.1"), "begin at 25.1", f"faster than 25{SPACE}mL an hour, the limit for the first infusion", at="infusion.profile"),
    site("a first infusion that runs too fast", "infusion", rates(first=[{"rate": "25", "minutes": 60}, {"rate": "150.1"}]), "reach 150.1", f"faster than 150{SPACE}mL an hour", at="infusion.profile"),
    # 25 mL in an hour, then 225 mL at 97 mL an hour: 60 + 139.18 min.
    site("a first infusion that is over too soon", "infusion", rates(first=[{"rate": "25", "minutes": 60}, {"rate": "97"}]), f"in 3{SPACE}h 19.18{SPACE}min, less than 3{SPACE}h 20{SPACE}min", "write slower steps", at="infusion.profile"),
    site("a second infusion that begins too fast", "infusion", one_rate("25", "50.1"), "begin at 50.1", f"faster than 50{SPACE}mL an hour, the limit for the second infusion", at="infusion.profile"),
    site("a second infusion that runs too fast", "infusion", rates(second=[{"rate": "50", "minutes": 30}, {"rate": "200.1"}]), "reach 200.1", f"faster than 200{SPACE}mL an hour", at="infusion.profile"),
    # 25 mL in half an hour, then 225 mL at 163.7 mL an hour: 30 + 82.47 min.
    site("a second infusion that is over too soon", "infusion", rates(second=[{"rate": "50", "minutes": 30}, {"rate": "163.7"}]), f"in 1{SPACE}h 52.47{SPACE}min, less than 1{SPACE}h 52.5{SPACE}min", "write slower steps", at="infusion.profile"),
    site("later infusions that begin too fast", "infusion", one_rate("25", "50", "200.1"), "begin at 200.1", f"faster than 200{SPACE}mL an hour, the limit for later infusions", at="infusion.profile"),
    site("faster rates without an order", "infusion", rates(follows="protocol", beyond_limits="as tolerated"), "follows no order", "write follows", at="infusion.profiles[1].follows"),
    site("a profile that is not there", "infusion.profile", "fast", "'fast'", "write label-250ml"),
    site(
        "a profile for another bag",
        "infusion",
        rates(bag_ml="500"),
        f"order-14 is for a 500{SPACE}mL bag but the site's bag holds 250{SPACE}mL",
        "choose",
        at="infusion.profile",
    ),
    site(
        "steps that never end",
        "infusion",
        rates(first=[{"rate": "25", "minutes": 30}]),
        "steps that cannot be followed",
        "give every step its minutes except the last",
    ),
    site(
        "rates at which no bag runs",
        "infusion",
        one_rate("0.1"),
        "more than a week",
        "write faster rates",
        at="infusion.profile",
    ),
    site("sources of the pharmacy's own", "sources", {"paper": {"kind": "record", "citation": "x"}}, "'sources' cannot be written", "leave it out"),
    site("a country that nobody knows", "country", "XX", "'XX'", "two letters, like US"),
    site("a country in words", "country", "France", "'France'", "like US"),
    site("a region without its country", "region", "CA", "region is given without a country", 'country = "US"', at="country"),
    *(
        site(f"a letterhead's {key} in its old place", key, typed, f"'{key}' is not a known key here", "write it under letterhead")
        for key, typed in (("name", "Day unit"), ("address", "1 High Street"), ("day_phone", "555-0100"), ("night_phone", "555-0101"), ("paper", "letter"))
    ),
    site("a site of the first format", "format", "dosing-site/1", "has the format 'dosing-site/1'", 'write format = "dosing-site/2"', at="site"),
    site("a site of a format to come", "format", "dosing-site/3", "'dosing-site/3', newer than this program reads (dosing-site/2)", at="site"),
    site("a course where a site belongs", "format", "dosing-course/2", 'write format = "dosing-site/2"', at="site"),
]  # fmt: skip

BAD_INPUT = [*WEIGHTS, *DAYS, *COURSES, *SITES]


def every_case() -> pytest.MarkDecorator:
    """Runs a test of one door over the whole table."""
    return pytest.mark.parametrize("case", BAD_INPUT, ids=[case.name for case in BAD_INPUT])


def assert_reads_well(sentence: str, case: BadInput) -> None:
    """The answer is one sentence that says what was found and what to write, and blames nobody."""
    for word in case.words:
        assert word in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not re.search(r"[.!?] [A-Z]", sentence), "more than one sentence"
    assert not re.search(r"\b(in)?valid|\bplease\b|\bsorry\b|traceback|\berror\b|exception", sentence, re.IGNORECASE)
