"""The form of a new plan: its fields to the raw values of a course and of a site.

Does not know doses or pages.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dosing.acts import choices, regimens, site_choices
from dosing.findings import InputError
from dosing.formats.shipped import newest_regimen
from dosing.formats.site_file import read_site, site_over
from dosing.inputs.asked import Asked, asked
from dosing.inputs.facts import EntryFacts
from dosing.inputs.regimen import DEFAULT_REGIMEN, Regimen
from dosing.web.form_fields import Reading, Typed, Wrong, capital
from dosing.web.form_places import PLACES, placed
from dosing.web.letters import packed, unpacked

FACTS = tuple((name, ask) for name, ask, _ in asked(EntryFacts))
SITE_FILE = "the site file"
MOST_CYCLES = max(regimen.most_cycles for regimen in regimens())


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the form of a new plan holds: its regimen, raw values of the course, the raw tables of the site file, what was chosen over it.

    `wrongs` is what cannot be read, field by field.
    """

    regimen: Regimen
    raw: dict[str, Any]
    own: Mapping[str, Any]
    choices: dict[str, dict[str, Any]]
    wrongs: tuple[Wrong, ...]

    def wrong_choices(self) -> Iterator[Wrong]:
        """What is wrong with each choice by itself."""
        for name, table in self.choices.items():
            try:
                site_over(self.own, {name: table}, self.regimen, SITE_FILE)
            except InputError as problem:
                yield placed(problem.typed_here())


def read_plan_form(typed: Typed, pharmacy: Mapping[str, Any]) -> PlanForm:
    """What a form holds, readable or not; `pharmacy` are the raw tables of the site file that counts where none came with it."""
    form = Reading(typed)
    raw = _course_values(form)
    regimen = newest_regimen(raw.get("regimen", DEFAULT_REGIMEN))
    chosen = _chosen(form)
    own = site_tables(form, regimen)
    return PlanForm(regimen, raw, pharmacy if own is None else own, chosen, tuple(form.wrongs))


def _called(name: str) -> str:
    return PLACES[name].words


def _course_values(form: Reading) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "weight": form.weight("weight", "the weight in kilograms"),
        "start": form.day("start", _called("start"), kind="start", required=True),
        "cycles": form.choice("cycles", [str(number) for number in range(1, MOST_CYCLES + 1)], "Select the number of cycles"),
        "regimen": form.choice("regimen", [regimen.id for regimen in regimens()], "Select a regimen"),
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
    if raw["cycles"] is not None:
        raw["cycles"] = int(raw["cycles"])
    return {name: value for name, value in raw.items() if value is not None}


def _chosen(form: Reading) -> dict[str, dict[str, Any]]:
    """What is chosen over the site file, by slot."""
    return site_choices({each.name: _read(form, each.name, each.ask) for each in choices()})


def _read(form: Reading, name: str, ask: Asked) -> str | None:
    if ask.kind == "choice":
        return form.choice(name, [value for value, _ in ask.choices], f"Select one way for {ask.words}")
    return form.line(name, ask.kind, ask.words)


def site_tables(form: Reading, regimen: Regimen) -> dict[str, Any] | None:
    """The raw tables of the site file that came with a form, which a site can be made of; None without one."""
    content = unpacked(form.typed.get("site", ""))
    if not content:
        return None
    try:
        own = read_site(content, SITE_FILE)
        site_over(own, {}, regimen, SITE_FILE)
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
