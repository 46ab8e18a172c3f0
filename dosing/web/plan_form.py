"""The form of a new plan: its fields to the raw values of a course and of a site.

Does not know doses or pages.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dosing.acts import site_choices
from dosing.findings import InputError
from dosing.formats.site_file import read_site, site_over
from dosing.inputs.asked import asked
from dosing.inputs.facts import EntryFacts
from dosing.web.form_fields import Reading, Typed, Wrong, capital
from dosing.web.form_places import PLACES, placed
from dosing.web.letters import packed, unpacked

FACTS = tuple((name, ask) for name, ask, _ in asked(EntryFacts))
SITE_FILE = "the site file"


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the form of a new plan holds: raw values of the course, the raw tables of the site file, what was chosen over it.

    `wrongs` is what cannot be read, field by field.
    """

    raw: dict[str, Any]
    own: Mapping[str, Any]
    choices: dict[str, dict[str, Any]]
    wrongs: tuple[Wrong, ...]

    def wrong_choices(self) -> Iterator[Wrong]:
        """What is wrong with each choice by itself."""
        for name, table in self.choices.items():
            try:
                site_over(self.own, {name: table}, SITE_FILE)
            except InputError as problem:
                yield placed(problem.typed_here())


def read_plan_form(typed: Typed, pharmacy: Mapping[str, Any]) -> PlanForm:
    """What a form holds, readable or not; `pharmacy` are the raw tables of the site file that counts where none came with it."""
    form = Reading(typed)
    raw = _course_values(form)
    choices = _choices(form)
    own = site_tables(form)
    return PlanForm(raw, pharmacy if own is None else own, choices, tuple(form.wrongs))


def _called(name: str) -> str:
    return PLACES[name].words


def _course_values(form: Reading) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "weight": form.weight("weight", "the weight in kilograms"),
        "start": form.day("start", _called("start"), kind="start", required=True),
        "cycles": int(form.choice("cycles", ("1", "2"), "Select one cycle or two") or "2"),
        "weighed": form.day("weighed", _called("weighed")),
        "label": form.line("label", "label", _called("label")),
        "born": form.day("born", _called("born")),
        "time": form.line("time", "clock", _called("time")),
        "time_zone": form.line("time_zone", "zone", _called("time_zone")),
        "protocol_reference": form.line("protocol_reference", "line", _called("protocol_reference")),
        "prepared_by": form.line("prepared_by", "initials", _called("prepared_by")),
        "course_id": form.text("course_id"),
        "entry": {name: day for name, ask in FACTS if (day := form.day_or_none(name, ask.words)) is not None},
    }
    return {name: value for name, value in raw.items() if value is not None}


def _choices(form: Reading) -> dict[str, dict[str, Any]]:
    h2_blocker = form.choice("h2_blocker", ("ranitidine", "famotidine", "none"), "Select the H2 blocker")
    reason = form.line("h2_reason", "line", "the reason")
    route = form.choice("dexamethasone_route", ("oral", "intravenous"), "Select the route of dexamethasone")
    kind = form.choice("dexamethasone_form", ("base", "phosphate"), "Select base or phosphate")
    return site_choices(h2_blocker, reason, route, kind)


def site_tables(form: Reading) -> dict[str, Any] | None:
    """The raw tables of the site file that came with a form, which a site can be made of; None without one."""
    content = unpacked(form.typed.get("site", ""))
    if not content:
        return None
    try:
        own = read_site(content, SITE_FILE)
        site_over(own, {}, SITE_FILE)
    except InputError as problem:
        form.say(PLACES["site"].id, capital(str(problem)))
        return None
    return own


def typed_in(text: str) -> dict[str, str]:
    """What was typed into the form of a new plan, as it travels with the plan that it made; empty where it cannot be read."""
    try:
        found = json.loads(unpacked(text))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def typed_out(typed: Typed, **minted: str) -> str:
    """What was typed, with what the first post minted, in letters that a form does not alter."""
    return packed(json.dumps({**typed, **minted}, sort_keys=True).encode())
