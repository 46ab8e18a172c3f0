"""Raw values, as a file or a form gives them, to the input models; the first problem becomes one sentence.

Does not know where the raw values came from.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.facts import EntryFacts, read_weight
from dosing.inputs.fitting import fit
from dosing.inputs.kinds import Day, Model, Unfit
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.regimen import Regimen, SourceEntry
from dosing.inputs.site import CHOSEN_HERE, Site, default_of, merge_site
from dosing.quantities import shown

if TYPE_CHECKING:
    from dosing.inputs.changes import Change

M = TypeVar("M", bound=BaseModel)

COURSE_FORMAT = "dosing-course/2"
SITE_FORMAT = "dosing-site/2"
REGIMEN_FORMAT = "dosing-regimen/2"

EXPECTED = {
    "string_type": "some text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date as year, month and day, like 2027-01-04",
    "is_instance_of": "a plain decimal number like 72.5",
    "decimal_type": "a plain decimal number like 72.5",
    "tuple_type": "a list",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "model_attributes_type": "a table of keys and values",
    "too_short": "at least one",
}


def build(model: type[M], raw: Any, what: str, *, under: str = "", within: str = "") -> M:
    """The model that `raw` describes. Raises InputError with one sentence; `what` names the input in it.

    `under` is where the model stands among the inputs, such as "site": the field of a problem begins with it. `within` is where it stands
    in its file, such as "changes[2].move": the sentence says it too.
    """
    try:
        return _validated(model, raw, what, under, within)
    except RecursionError:
        raise InputError("nested-too-deeply", under, "it is nested too deeply; write plain keys and values.", where=what) from None


def _validated(model: type[M], raw: Any, what: str, under: str, within: str) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as problems:
        raise _problem(problems, model, what, under, within) from None


def _problem(problems: ValidationError, model: type[BaseModel], what: str, under: str, within: str) -> InputError:
    """The first problem: what was found and what to write instead."""
    first = problems.errors()[0]
    kind, found, place = first["type"], first["input"], first["loc"]
    path = ".".join(part for part in (within, _dotted(place)) if part)

    def problem(code: str, rest: str, subject: str = path, at: str = "") -> InputError:
        field = ".".join(part for part in (under, _dotted(place), at) if part)
        return InputError(code, field, f"{f'{subject} ' if subject else ''}{rest}.", where=what, rest=f"{rest}.")

    if kind == "extra_forbidden":
        return problem("unknown-key", _unknown_key(path, str(place[-1]), _siblings(model, place[:-1])), subject="")
    if kind == "missing" and path == "course_id":
        how = 'python3 -c "import uuid; print(uuid.uuid4())" prints one'
        return problem("missing", f"is missing; write a UUID of this course's own: {how}")
    if kind == "missing":
        return problem("missing", "is missing; write it")
    if kind == "value_error":
        unfit: Unfit = first["ctx"]["error"]  # no validator here raises another one
        return problem(unfit.code, str(unfit), ".".join(part for part in (path, unfit.about) if part) or model.__name__.lower(), unfit.at)
    if kind == "literal_error":
        return problem("not-a-choice", f"is {shown(found)}; write {first['ctx']['expected'].replace(chr(39), '')}")
    if kind == "string_pattern_mismatch":
        return problem("not-like-that", f"is {shown(found)}; write it like {_example(path)}")
    what_it_is = "of another kind" if path == "label" else shown(found)  # a message never shows a patient's label
    expected = EXPECTED.get(kind, "a value of the kind the documentation shows")
    return problem("another-kind", f"is {what_it_is}; write {expected}", path or "it")


def _dotted(place: Sequence[int | str]) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)  # a key can be any text


def _example(path: str) -> str:
    last = path.rpartition(".")[2]
    return {"visit": "C1D8", "country": "US", "region": "CA", "name": "my-profile"}.get(last, "the documentation shows")


def _siblings(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """The keys known at the level where an unknown one was found."""
    for part in place:
        if part in model.model_fields:  # the others are places in a list, and names in a table
            model = next(_models_in(model.model_fields[str(part)].annotation))
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a list, a table or a choice of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models_in(each)


_AS_WRITTEN = {"weight_kg": "weight", "changes": "change", "checks": "check"}
_NOT_WRITTEN = ("weight_typed",)


def _unknown_key(path: str, key: str, known: list[str]) -> str:
    # A body weight is written with its unit, under a key without one.
    known = [_AS_WRITTEN.get(name, name) for name in known if name not in _NOT_WRITTEN]
    if key in Letterhead.model_fields:
        return f"{shown(path)} is not a known key here; write it under letterhead"
    import difflib  # late: wanted only where a key is misspelt

    near = difflib.get_close_matches(key, known, cutoff=0.4)
    if near:
        return f"{shown(path)} is not a known key; the nearest is {near[0]}"
    return f"{shown(path)} is not a known key; write one of {', '.join(sorted(known))}"


def regimen_from(raw: dict[str, Any]) -> Regimen:
    """The regimen that a raw table describes."""
    return build(Regimen, _without_format(raw, REGIMEN_FORMAT, "regimen", "regimen"), "the regimen", under="regimen")


def site_from(raw: Any, default: dict[str, Any], regimen: Regimen, what: str = "the site file") -> tuple[Site, Letterhead]:
    """A site for a regimen and its letterhead, from a site file's raw values over the default's. Raises InputError."""
    if not isinstance(raw, dict):
        raise InputError("another-kind", "site", f"it is {shown(raw)}; write a table of keys and values.", where=what)
    own = _without_format(raw, SITE_FORMAT, what, "site")
    base = _without_format(default, SITE_FORMAT, "the default site", "site")
    paper = base.pop("letterhead")
    head = own.pop("letterhead", {})
    if "sources" in own:
        sentence = "'sources' cannot be written in a site file; leave it out, every value there is the site's own."
        raise InputError("sources-in-site", "site.sources", sentence, where=what)
    _refuse_drug_tables(own, regimen, what)
    letterhead = letterhead_from({**paper, **head} if isinstance(head, dict) else head, what)
    site = build(Site, merge_site(default_of(regimen, base), own, regimen), what, under="site")
    fit(regimen, site, what)
    return site, letterhead


def _refuse_drug_tables(own: dict[str, Any], regimen: Regimen, what: str) -> None:
    """A premedication is written under its slot, not under the name of a drug. Raises InputError."""
    for rule in regimen.slots:
        for name in (rule.slot, *(drug.drug for drug in rule.drugs)):
            if name in own:
                sentence = f"'{name}' is not a known key; write what is given in a table headed [premedications.{rule.slot}]."
                raise InputError("unknown-key", f"site.{name}", sentence, where=what)


def letterhead_from(raw: Any, what: str) -> Letterhead:
    """The letterhead that a raw table describes. Raises InputError."""
    return build(Letterhead, raw, f"{what}: letterhead" if what else "letterhead", under="letterhead")


def site_in_course(raw: object, default: dict[str, Any], regimen: Regimen, what: str, *, stored: bool) -> Site:
    """The site of a course file's `[site]` table: whole, as this program writes it, or a few values over the default's.

    `stored` says that the course holds a fingerprint, which covers where each value came from; without one, what the file says of that
    is held against the default.
    """
    own = {} if raw is None else raw
    if isinstance(own, dict) and "sources" in own:
        site = build(Site, own, f"{what}: site", under="site")
        fit(regimen, site, f"{what}: site")
        return site if stored else honest(site, default, regimen)
    if isinstance(own, dict) and "letterhead" in own:
        sentence = "'site.letterhead' is not a known key here; write it as a table of its own, headed [[letterhead]]."
        raise InputError("unknown-key", "site.letterhead", sentence, where=what)
    try:
        return site_from(own, default, regimen, f"{what}: site")[0]
    except InputError as problem:
        if problem.where:
            raise
        raise InputError(problem.code, "course_file", problem.sentence) from None  # no site file is of another format, but this file


def honest(site: Site, default: dict[str, Any], regimen: Regimen) -> Site:
    """The site with every value that differs from the shipped one marked as the site's, whatever its file says of it.

    A drug that the site chose has the values that the regimen has for it.
    """
    usual = {rule.slot: rule.unless_decided for rule in regimen.slots}
    chosen = {slot: {"drug": own.drug, "reason": own.reason} for slot, own in site.premedications.items() if own.drug != usual[slot]}
    shipped = site_from({"premedications": chosen}, default, regimen)[0]  # what a site has that chose the same drugs and nothing more
    sources = {}
    for key, entry in site.sources.items():
        known = shipped.sources.get(key)
        same = known is not None and known.kind == entry.kind and _value_at(site, key) == _value_at(shipped, key)
        sources[key] = known if same and known else entry if entry.kind == "site" else CHOSEN_ENTRY
    return site.model_copy(update={"sources": sources})


CHOSEN_ENTRY = SourceEntry.model_validate(CHOSEN_HERE)


def _value_at(site: Site, key: str) -> object:
    """The value under a dotted key; None where there is none."""
    if key.startswith("infusion.profiles."):
        name = key.removeprefix("infusion.profiles.")
        return next((each for each in site.infusion.profiles if each.name == name), None)
    found: Any = site
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
    return found


def course_from(raw: dict[str, Any], what: str = "") -> Course:
    """A course from its raw values, `weight` written with its unit. Raises InputError."""
    values = _without_format(raw, COURSE_FORMAT, what, "course_file")
    for aside in ("site", "letterhead"):
        values.pop(aside, None)
    for key, name in (("change", "changes"), ("check", "checks")):
        if isinstance(values.get(key), dict):
            raise InputError(
                "another-kind", name, f"{key} is one table; write each {key} as a table of its own, headed [[{key}]].", where=what
            )
        if key in values:
            values[name] = values.pop(key)
    try:
        values = _weighed(values)
        if isinstance(values.get("changes"), list):
            values["changes"] = [_nth_change(each, number) for number, each in enumerate(values["changes"], start=1)]
    except InputError as problem:
        raise problem.inside(what) from None
    if "weight_kg" not in values:
        raise InputError("weight-missing", "weight", "the weight is missing; write it with its unit, like 72.5kg.", where=what)
    return build(Course, values, what)


def entry_from(facts: dict[str, Any], born: object = None, what: str = "") -> tuple[EntryFacts, date | None]:
    """Entry facts and a birth date from their raw values, without a course. Raises InputError."""

    class Known(Model):
        born: Day | None
        entry: EntryFacts

    known = build(Known, {"entry": facts, "born": born}, what)
    return known.entry, known.born


def _weighed(raw: dict[str, Any]) -> dict[str, Any]:
    """The raw values with the weight that somebody typed, if there is one, read. Raises InputError for a bare number."""
    if "weight" not in raw:
        return raw
    values = dict(raw)
    typed = values.pop("weight")
    if isinstance(typed, (list, dict, bool, date)) or typed is None:
        raise InputError("weight-unreadable", "weight", f'the weight is {shown(typed)}; write it in quotes with its unit, like "72.5kg".')
    if not isinstance(typed, str):
        sentence = f'the weight {shown(typed)} has no unit; write it in quotes with its unit, like "72.5kg".'
        raise InputError("weight-without-unit", "weight", sentence)
    return {**values, **read_weight(typed)}


def change_from(raw: dict[str, Any], what: str = "", within: str = "") -> "Change":
    """One change from its raw values; `within` is where it stands in a file. Raises InputError."""
    from dosing.inputs.changes import VERBS  # late: a new course has no change

    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in VERBS:
        place = f"{within}.kind" if within else "kind"
        raise InputError("not-a-choice", place, f"{place} is {shown(kind)}; write {', '.join(VERBS)}.", where=what)
    place = f"{within}.{kind}" if within else ""
    return build(VERBS[kind], _change(raw), what, under=place, within=place)


def _nth_change(raw: Any, number: int) -> Any:
    """A change of a file, counted from 1; one that was read before stays as it is. Raises InputError."""
    within = f"changes[{number}]"
    if isinstance(raw, BaseModel):
        return raw
    if not isinstance(raw, dict):
        raise InputError("another-kind", within, f"{within} is {shown(raw)}; write a table of keys and values.")
    return change_from(raw, within=within)


def course_with(course: Course, raw_change: dict[str, Any]) -> Course:
    """The course with one more change, given as raw values. Raises InputError."""
    return course.model_copy(update={"changes": (*course.changes, change_from(raw_change))})


def _change(raw: dict[str, Any]) -> dict[str, Any]:
    change = _weighed(raw)
    if isinstance(change.get("values"), dict):
        change = {**change, "values": _weighed(change["values"])}
    return change


def _without_format(raw: dict[str, Any], expected: str, what: str, field: str) -> dict[str, Any]:
    values = dict(raw)
    check_format(values.pop("format", expected), expected, what, field)
    return values


def check_format(found: object, expected: str, what: str, field: str) -> None:
    """Refuse a file of another or of a newer format. Raises InputError."""
    if found == expected:
        return
    said = f"{what or 'it'} has the format {shown(found)}"
    kind, _, number = expected.partition("/")
    other = str(found).partition("/")
    if other[0] == kind and other[2].isascii() and other[2].isdigit() and int(other[2][:6]) > int(number):
        how = f"newer than this program reads ({expected}); use the program that wrote it."
        raise InputError("format-newer", field, f"{said}, {how}")
    if other[0] == kind and other[2] == "1" and expected != SITE_FORMAT:
        how = f"which was never released and is not read; begin it anew ({expected})."
        raise InputError("format-never-released", field, f"{said}, {how}")
    raise InputError("format-unknown", field, f'{said}; write format = "{expected}".')
