"""The forms of a change: their fields to the raw values of one change.

Does not know what a change does, or pages.
"""

import re
from dataclasses import dataclass
from typing import Any

from dosing.files import parse_toml, site_over
from dosing.findings import InputError
from dosing.inputs.course import Corrections
from dosing.web.fields import Reading, Typed, Wrong, capital
from dosing.web.planning import DAYS, FACTS, NOT_GIVEN, SITE_FILE, plain_words, unpacked


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of change: its title, what it does, and what its button says."""

    kind: str
    title: str
    told: str

    @property
    def needs_visit(self) -> bool:
        """Whether it is about one visit."""
        return self.kind in ("move", "omit", "stop", "retime")


VERBS = {
    verb.kind: verb
    for verb in (
        Verb("move", "Move a visit", "Give one visit another day; the visits after it move along unless you choose otherwise."),
        Verb("omit", "Leave a visit out", "The visit is not given. No other day moves."),
        Verb("stop", "Stop the course", "Cancel a visit and every visit after it."),
        Verb("reweigh", "Enter a new weight", "It counts from the later of the day it was measured and the day of the change."),
        Verb("retime", "Change the time of a visit", "Give the infusion of one visit another start."),
        Verb("extend", "Add the second cycle", "For a course that was planned with one cycle."),
        Verb("correct", "Correct a typing mistake", "Put right what was typed wrongly from the beginning. Fill in only what was wrong."),
        Verb("resite", "Use a new site file", "It is in force for visits from the day of the change."),
        Verb(
            "rebase",
            "Accept this version's numbers",
            "Where this version of the program gives other numbers than were stored.",
        ),
        Verb("undo", "Take the last change back", "It stays in the history, and the course gets a new revision."),
    )
}
# Where the days of a change's form stand.
DAY_FIELDS = {"to": "the new day of the visit", "weighed": DAYS["weighed"], "when": "the day of the change"}
CORRECTABLE_DAYS = tuple(name for name in Corrections.model_fields if name != "weight_kg" and name not in FACTS)


def read_change(kind: str, typed: Typed, visits: tuple[str, ...]) -> dict[str, Any] | list[Wrong]:
    """The raw values of a change, or everything that is wrong with them; `visits` are the names that may be chosen."""
    form = Reading(typed)
    raw: dict[str, Any] = {"kind": kind}
    if VERBS[kind].needs_visit:
        raw["visit"] = form.choice("visit", visits, "Select a visit")
        if raw["visit"] is None and not form.wrongs:
            form.say("visit", "Select a visit")
    raw |= _own(kind, form)
    raw["reason"] = form.line("reason", "line", "the reason", required="Enter the reason for the change")
    raw["by"] = form.line("by", "initials", "the initials", required="Enter the initials of who makes the change")
    raw["when"] = form.day("when", DAY_FIELDS["when"], required=True)
    return form.wrongs or {name: value for name, value in raw.items() if value is not None}


def _own(kind: str, form: Reading) -> dict[str, Any]:
    """What one kind of change asks for besides the visit, the reason, who and when."""
    match kind:
        case "move":
            following = form.choice("following", ("shift", "keep"), "Select what the visits after it do")
            return {"to": form.day("to", DAY_FIELDS["to"], required=True), "following": following, **_not_given(form)}
        case "omit":
            return _not_given(form)
        case "reweigh":
            return {"weight": form.weight("weight", "the new weight"), "weighed": form.day("weighed", DAYS["weighed"], required=True)}
        case "retime":
            return {"time": form.line("time", "clock", "the start of the infusion", required="Enter the new start of the infusion")}
        case "correct":
            return {"values": _corrections(form)}
        case "resite":
            return {"site": _site(form)}
        case _:
            return {}


def _not_given(form: Reading) -> dict[str, bool]:
    return {"not_given": True} if form.ticked("not_given") else {}


def _corrections(form: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {"weight": form.weight("weight", "the weight", required=False)}
    values |= {name: form.day(name, DAYS[name], kind="start" if name == "start" else "day") for name in CORRECTABLE_DAYS}
    values |= {fact: form.day_or_none(fact, DAYS[fact]) for fact in FACTS}
    given = {name: value for name, value in values.items() if value is not None}
    if not given and not form.wrongs:
        form.say("weight", "Fill in at least one value that was typed wrongly")
    return given


def _site(form: Reading) -> Any:
    content = unpacked(form.typed.get("site", ""))
    if not content:
        form.say("site_file", "Select the new site file")
        return None
    try:
        return site_over(parse_toml(content, SITE_FILE), {}, SITE_FILE)
    except InputError as problem:
        form.say("site_file", capital(str(problem)))
        return None


_WHERE = re.compile(r"^change [0-9]+ \([a-z]+\): ")
_FIELDS = {"move": "to-day", "omit": "visit", "stop": "visit", "retime": "time", "reweigh": "weight", "correct": "weight"}


def change_refused(kind: str, problem: InputError) -> Wrong:
    """What cannot be, at the field of the change's form where it can be put right."""
    message = plain_words(_WHERE.sub("", str(problem)))
    for name, called in DAYS.items():
        for head in (f"{name} is ", f"entry.{name} is "):
            if kind == "correct" and message.startswith(head):
                return Wrong(f"{name}-day", capital(f"{called} is {message.removeprefix(head)}"))
    if NOT_GIVEN in message:
        return Wrong("not_given", capital(message))
    if "write one of" in message or "undo" in message:
        return Wrong("visit" if VERBS[kind].needs_visit else "", capital(message))
    if kind == "reweigh" and "measured on" in message:
        return Wrong("weighed-day", capital(message))
    if "entered on" in message:
        return Wrong("when-day", capital(message))
    return Wrong(_FIELDS.get(kind, ""), capital(message))
