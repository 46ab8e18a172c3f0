"""The form of a new plan: its fields to the raw values of a course and of a site.

Does not know doses or pages.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dosing import wording
from dosing.entry import new_course, site_overrides
from dosing.files import parse_toml, site_over
from dosing.findings import InputError, Refused
from dosing.inputs.course import Course, EntryFacts
from dosing.inputs.site import Site
from dosing.web.fields import Reading, Typed, Wrong, capital

FACTS = tuple(EntryFacts.model_fields)
SITE_FILE = "The site file"

DAYS = {
    "start": "the day of the first infusion",
    "weighed": "the day the weight was measured",
    "born": "the birth date",
    **{fact: f"the day of the {wording.FACTS[fact]}" for fact in FACTS},
}
# Which field a finding that refuses belongs to.
FIELD_OF_FINDING = {"bag-full": "weight", "age-under-16": "born-day"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form of a new plan asks for."""

    site: Site
    course: Course


def read_plan_form(typed: Typed, pharmacy: Mapping[str, Any]) -> Wanted | list[Wrong]:
    """The site and the course that a form describes, or everything that is wrong with it; `pharmacy` are the site's raw tables."""
    form = Reading(typed)
    raw = _course_values(form)
    own = _own_site(form, pharmacy)
    overrides = _overrides(form)
    if "time" in raw and "time_zone" not in raw and not form.wrongs and "time_zone" not in own:
        form.say("time_zone", "Enter the time zone of the infusion start, like Europe/Paris")
    if form.wrongs:
        return sorted(form.wrongs, key=_place)
    try:
        return Wanted(site_over(own, overrides, SITE_FILE), new_course(raw))
    except InputError as problem:
        return [placed(problem)]


ORDER = (
    "weight", "start", "cycles", "label", "born", "weighed", "time", "time_zone", "h2_blocker", "h2_reason", "dexamethasone_route",
    "dexamethasone_form", *FACTS, "protocol_reference", "prepared_by", "site_file",
)  # fmt: skip


def _place(wrong: Wrong) -> int:
    """Where a field stands in the form, so that the summary is in its order."""
    name = wrong.field.partition("-")[0]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _course_values(form: Reading) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "weight": form.weight("weight", "the weight in kilograms"),
        "start": form.day("start", DAYS["start"], kind="start", required=True),
        "cycles": int(form.choice("cycles", ("1", "2"), "Select one cycle or two") or "2"),
        "weighed": form.day("weighed", DAYS["weighed"]),
        "label": form.line("label", "label", "the label"),
        "born": form.day("born", DAYS["born"]),
        "time": form.line("time", "clock", "the start of the infusion"),
        "time_zone": form.line("time_zone", "zone", "the time zone"),
        "protocol_reference": form.line("protocol_reference", "line", "the protocol or approval reference"),
        "prepared_by": form.line("prepared_by", "initials", "the initials of who prepares"),
        "course_id": form.text("course_id"),
        "entry": {fact: day for fact in FACTS if (day := form.day_or_none(fact, DAYS[fact])) is not None},
    }
    return {name: value for name, value in raw.items() if value is not None}


def _overrides(form: Reading) -> dict[str, dict[str, Any]]:
    h2_blocker = form.choice("h2_blocker", ("ranitidine", "famotidine", "none"), "Select the H2 blocker")
    reason = form.line("h2_reason", "line", "the reason")
    if h2_blocker == "none" and reason is None:
        form.say("h2_reason", "Enter why no H2 blocker is given")
    route = form.choice("dexamethasone_route", ("oral", "intravenous"), "Select the route of dexamethasone")
    kind = form.choice("dexamethasone_form", ("base", "phosphate"), "Select base or phosphate")
    if route == "intravenous" and kind is None:
        form.say("dexamethasone_form", "Select whether the dose of the injection is stated as base or as phosphate")
    return site_overrides(h2_blocker, reason if h2_blocker == "none" else None, route, kind if route == "intravenous" else None)


def _own_site(form: Reading, pharmacy: Mapping[str, Any]) -> Mapping[str, Any]:
    """The raw tables of the site file that came with the form, or else the pharmacy's."""
    content = unpacked(form.typed.get("site", ""))
    if not content:
        return pharmacy
    try:
        own = parse_toml(content, SITE_FILE)
        site_over(own, {}, SITE_FILE)
    except InputError as problem:
        form.say("site_file", capital(str(problem)))
        return pharmacy
    return own


def packed(content: bytes) -> str:
    """A file in letters that a form does not alter."""
    return urlsafe_b64encode(content).decode("ascii")


def unpacked(text: str) -> bytes:
    """The file that `packed` wrote; nothing where it cannot be read."""
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except (ValueError, binascii.Error):
        return b""


def placed(problem: InputError) -> Wrong:
    """A problem of the whole course at the field where it can be put right, in the field's own words."""
    message = plain_words(str(problem)).removeprefix(f"{SITE_FILE}: ")
    for name, called in DAYS.items():
        for head in (f"{name} is ", f"entry.{name} is "):
            if message.startswith(head):
                return Wrong(f"{name}-day", capital(f"{called} is {message.removeprefix(head)}"))
    first = message.split(" ", 1)[0]
    fields = {"course_id": "course_id", "h2_blocker": "h2_reason", "dexamethasone": "dexamethasone_form", "the": "time"}
    if first.endswith(":") and first.startswith("C"):
        return Wrong("time", message)
    known = first in fields and (first != "the" or message.startswith("the time "))
    return Wrong(fields[first] if known else "", capital(message))


NOT_GIVEN = 'tick "That dose was not given"'
_OPTIONS = {
    " like --time-zone Europe/Paris, or set time_zone in the site file": " like Europe/Paris",
    "say --not-given if that dose was not given": f"{NOT_GIVEN} if it was not",
    "accept this program's numbers by: dosing rebase": "accept this program's numbers",
}


def plain_words(message: str) -> str:
    """A sentence without the names of the command line's options."""
    for option, words in _OPTIONS.items():
        message = message.replace(option, words)
    return message


def refused_at(refused: Refused) -> list[Wrong]:
    """The findings that refuse, each at its field."""
    return [Wrong(FIELD_OF_FINDING.get(finding.code, ""), finding.message) for finding in refused.findings]


def typed_in(text: str) -> dict[str, str]:
    """What was typed into the form of a new plan, as it travels with the plan that it made; empty where it cannot be read."""
    try:
        found = json.loads(unpacked(text))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def typed_out(typed: Typed, **minted: str) -> str:
    """What was typed, with what the first post minted, in letters that a form does not alter."""
    return packed(json.dumps({**typed, **minted}, sort_keys=True).encode())
