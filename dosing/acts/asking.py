"""What somebody who checks a plan has to type, and whether it is what the plan says.

Does not know who may check, or how a value is asked for; no question holds its answer.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.course import LONGEST_ANSWER
from dosing.inputs.facts import read_weight
from dosing.inputs.kinds import Unfit, day_from
from dosing.quantities import NotReadable, decimal_from, shown
from dosing.releases import Release
from dosing.rules.visit import Visit

OF_A_DOSE = ("weight", "weighed", "mg", "volume")
DAYS = ("born", "weighed")


class Question(NamedTuple):
    """One value that is asked for: of the whole course, or of the visits of one dose. `words` ask for it, `called` is its name."""

    name: str
    visits: tuple[str, ...]
    words: str
    called: str

    @property
    def field(self) -> str:
        """The input that it is, dotted: `doses.C1D1.mg`, by the first of its visits."""
        return f"doses.{self.visits[0]}.{self.name}" if self.visits else self.name


class Differing(InputError):
    """Values that are not those of the plan; `each` has a sentence for every one, by its field."""

    def __init__(self, code: str, sentence: str, each: Mapping[str, str]) -> None:
        super().__init__(code, next(iter(each)), sentence)
        self.each = each


FINGERPRINT = Question("fingerprint", (), "Fingerprint on the paper in hand", "the fingerprint")
BORN = Question("born", (), "Birth date in the chart, as YYYY-MM-DD", "the birth date")
PER_KG = Question("mg_per_kg", (), "Ordered dose in mg/kg", "the ordered dose in mg/kg")


def questions_of(made: Release) -> tuple[Question, ...]:
    """Everything that is asked of who checks a release: a birth date and the day of a weight only where the plan has one."""
    asked = [FINGERPRINT, *([BORN] if made.plan.corrected.born else []), PER_KG]
    for visits in doses_to_check(made):
        asked += [_of_dose(name, visits) for name in OF_A_DOSE if name != "weighed" or visits[0].weighed]
    return tuple(asked)


def doses_to_check(made: Release) -> list[list[Visit]]:
    """The visits that are to be checked, those of one weight together."""
    found: dict[tuple[Decimal | None, date | None], list[Visit]] = {}
    for visit in made.to_check:
        found.setdefault((visit.weight_kg, visit.weighed), []).append(visit)
    return list(found.values())


def _of_dose(name: str, visits: list[Visit]) -> Question:
    names = tuple(visit.visit for visit in visits)
    said = ", ".join(names)
    words, called = {
        "weight": (f"Weight in the chart for {said}, with its unit", "the weight"),
        "weighed": (f"Day on which the weight for {said} was measured, as YYYY-MM-DD", "the day of the weight"),
        "mg": (f"Calculated dose for {said} in mg", "the dose"),
        "volume": (f"Volume for {said} in mL, before it is rounded to vials", "the volume"),
    }[name]
    return Question(name, names, words, called)


def answers_by_field(questions: Iterable[Question], given: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What was typed, by the field of its question; each is given as name, one of its visits or nothing, and text. Raises InputError."""
    first_of = {visit: question.visits[0] for question in questions for visit in question.visits}
    found: dict[str, str] = {}
    for name, visit, text in given:
        if visit and visit not in first_of:
            ways = wording.listed(list(dict.fromkeys(first_of.values())), "or")
            how = f"name {ways}" if ways else "leave it out"
            raise InputError("no-such-dose", name, f"{shown(visit)} is no visit that is to be checked; {how}.")
        field = f"doses.{first_of[visit]}.{name}" if visit else name
        if field in found:
            raise InputError("dose-twice", field, f"the same value for the visits of {first_of[visit]} is given twice; give it once.")
        found[field] = text
    return found


def refuse_other_answers(made: Release, answers: Mapping[str, str]) -> None:
    """Hold everything that was typed against the plan; what is said names what differs, and no value. Raises InputError."""
    asked, visits = questions_of(made), {visit.visit: visit for visit in made.to_check}
    differ: list[Question] = []
    for question in asked:
        if question.field not in answers:
            said = f"{_named(question)} is missing; type what you read or calculated yourself."
            raise InputError("check-value-missing", question.field, said)
        if not _agrees(question, answers[question.field].strip(), made, [visits[name] for name in question.visits]):
            differ.append(question)
    differ += _not_asked(made, asked, answers)
    if differ:
        code = "check-differs"
        raise Differing(code, _differing(differ), {each.field: _differing([each]) for each in differ})


def _not_asked(made: Release, asked: Iterable[Question], answers: Mapping[str, str]) -> list[Question]:
    """What the plan lacks and was typed all the same: a birth date, or the day of a weight."""
    whole = [BORN, *(_of_dose("weighed", visits) for visits in doses_to_check(made))]
    known = {question.field for question in asked}
    return [question for question in whole if question.field in answers and question.field not in known]


def _named(question: Question) -> str:
    return f"{question.called} of {question.visits[0]}" if question.visits else question.called


def _differing(differ: list[Question]) -> str:
    doses = {question.visits for question in differ if question.visits}
    *before, last = differ
    # The visit of the only dose is said once, behind all that is of it.
    parts = [each.called if len(doses) < 2 and last.visits else _named(each) for each in before]
    what = wording.listed([*parts, _named(last)])
    how = "is not that of the plan; read it again" if len(differ) == 1 else "are not those of the plan; read them again"
    return f"{what} {how} from the chart and the paper."


def refuse_unreadable(question: Question, text: str) -> None:
    """Whether an answer can be read at all, whatever the plan says. Raises InputError."""
    _read(question, text.strip())


def _read(question: Question, text: str) -> object:
    if len(text) > LONGEST_ANSWER:
        said = f"{_named(question)} has {wording.number(len(text))} characters; write at most {LONGEST_ANSWER}."
        raise InputError("too-long", question.field, said)
    return _READ[question.name](question, text)


def _agrees(question: Question, text: str, made: Release, visits: list[Visit]) -> bool:
    found = _read(question, text)
    if question.name == "fingerprint":
        return found == made.fingerprint[:12]
    if question.name == "born":
        return found == made.plan.corrected.born
    if question.name == "mg_per_kg":
        return found == made.plan.regimen.study_drug.dose_mg_per_kg
    if question.name == "volume":
        return isinstance(found, Decimal) and all(_is_volume(found, visit) for visit in visits)
    return all(found == _stated(question.name, visit) for visit in visits)


def _stated(name: str, visit: Visit) -> object:
    if name == "mg":
        return visit.study_drug and visit.study_drug.calculated_mg
    return visit.weight_kg if name == "weight" else visit.weighed


def _is_volume(typed: Decimal, visit: Visit) -> bool:
    """Whether a volume holds the calculated dose, within one step of the site: so that either way of rounding a half is right."""
    drug = visit.study_drug
    if drug is None:
        return False
    return abs(typed * drug.mg_per_ml - drug.calculated_mg) <= visit.site.rounding.volume_step_ml * drug.mg_per_ml


_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}", re.ASCII)


def _read_fingerprint(question: Question, text: str) -> object:
    if not _FINGERPRINT.fullmatch(text):
        sentence = f"the fingerprint is {shown(text)}; write the twelve digits of the sheets in three groups of four, as they stand there."
        raise InputError("not-a-fingerprint", question.field, sentence)
    return text.replace("-", "").lower()


def _read_day(question: Question, text: str) -> object:
    try:
        return day_from(text)
    except Unfit as problem:
        said = f"{_named(question)} is {shown(text)}; write a day of the calendar as YYYY-MM-DD."
        raise InputError(problem.code, question.field, said) from None


def _read_weight(question: Question, text: str) -> object:
    try:
        return read_weight(text)["weight_kg"]
    except InputError as problem:
        # No example as anywhere else: who checks sees no weight but the one that they typed.
        said = f"{_named(question)} is {shown(text)}; write it with its unit, kg or lb, with a decimal point and at most two decimals."
        raise InputError(problem.code, question.field, said) from None


_UNITS = {"mg": "mg", "volume": "mL", "mg_per_kg": "mg/kg"}


def _read_amount(question: Question, text: str) -> object:
    """A plain decimal number, with its unit or without: the question says which."""
    unit = _UNITS[question.name]
    number = text[: -len(unit)].rstrip(" ") if text.lower().endswith(unit.lower()) else text
    try:
        return decimal_from(number)
    except NotReadable:
        sentence = f"{_named(question)} is {shown(text)}; write a plain number in {unit}, with a decimal point and no thousands separator."
        raise InputError("not-an-amount", question.field, sentence) from None


_READ: dict[str, Callable[[Question, str], object]] = {
    "fingerprint": _read_fingerprint,
    **dict.fromkeys(DAYS, _read_day),
    "weight": _read_weight,
    **dict.fromkeys(_UNITS, _read_amount),
}
