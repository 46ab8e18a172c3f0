"""Random courses with random changes: every number of every output is read back from it and held against the plan.

A few dozen in the gate; `make agreement` tries a hundred (DOSING_AGREEMENT=100).
"""

import json
import os
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import icalendar
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from dosing.catalogue import Wanted, render_files
from dosing.findings import InputError, Refused
from dosing.releases import Release
from dosing.rules.visit import Visit
from dosing.views.layout.per_visit import ask_outside
from dosing.views.table import render_table
from tests import plans
from tests.properties import strategies as any_
from tests.safety.reading import DATE, amounts, clock, codes, day, n, numbers, printed, read, words

COURSES = int(os.environ.get("DOSING_AGREEMENT", "24"))
# Without making a failing course smaller, which would render hundreds of PDFs.
TRIED = settings(any_.SOME, max_examples=COURSES, phases=[Phase.explicit, Phase.generate])
NAMED = {"label": "ISLAY-007", "prepared_by": "AB"}


def released(data: st.DataObject) -> Release:
    """A random course at a random site that was reviewed, with its possible changes, every visit that can be checked."""
    site, course = data.draw(any_.cases())
    site["reviews"] = [{"regimen": course["regimen"], "revision": 1, "by": "CD", "on": any_.COMPARED}]
    try:
        plans.make_plan(site, **course)
    except (InputError, Refused):
        assume(condition=False)
    course = changed(data, site, course)
    try:
        return plans.checked(plans.make_release(site, **NAMED, **course))
    except Refused:  # what a check says on the day of issue alone
        assume(condition=False)
        raise


def changed(data: st.DataObject, site: dict, course: dict) -> dict:
    """The course, timed or not, with those of some drawn changes that are possible one after the other."""
    course = {**course, "changes": []}
    name, on = data.draw(st.sampled_from(list(any_.visit_days(course).items())))
    delayed = plans.move(name, on + timedelta(days=data.draw(st.integers(1, 14))), course["start"])
    for change in [delayed, *data.draw(any_.changes(course))] if data.draw(st.integers(0, 3)) else []:
        longer = {**course, "changes": [*course["changes"], change]}
        try:
            plans.make_plan(site, **longer)
        except (InputError, Refused):
            continue
        course = longer
    return course


def leaves(made: Release) -> list[Visit]:
    """The visits that have pages of their own; a later site may have taken the review of its regimen back."""
    return [] if made.unreviewed else [each for each in made.plan.active if not each.provisional and not made.over(each)]


@pytest.mark.hazard("H-08")
@TRIED
@given(st.data())
def test_every_number_of_every_output_is_the_plans(data):
    made = released(data)
    files = render_files(made, Wanted(calendar_details=True))
    the_document(made, json.loads(files["plan.json"]))
    the_table(made, render_table(made))
    the_pharmacy(made, files["pharmacy.html"])
    the_nurses(made, files["nurse.html"])
    the_patient(made, words(files["patient.html"]))
    the_patient(made, printed(files["patient.pdf"]))
    the_calendar(made, files["visits.ics"])
    if "labels.html" in files:
        the_labels(made, files["labels.html"], files["labels.pdf"])
    if "changes.html" in files:
        the_slip(made, files["changes.html"])
    if "changes.ics" in files:
        the_calendar_of_changes(made, files["changes.ics"])
    for sheet in ("pharmacy", "nurse", "labels", "patient", "changes"):
        if f"{sheet}.html" in files:
            on_paper, on_screen = numbers(printed(files[f"{sheet}.pdf"])), numbers(words(files[f"{sheet}.html"]))
            if sheet == "patient":  # its foot stands on each page; its days were read above, and its months are drawn
                on_screen = Counter({each: many for each, many in on_screen.items() if not DATE.fullmatch(each)})
                on_paper &= on_screen
            assert (dict(on_screen - on_paper), dict(on_paper - on_screen)) == ({}, {}), sheet
            nothing_but_the_plan(made, words(files[f"{sheet}.html"]))
    nothing_but_the_plan(made, render_table(made))


def the_document(made: Release, document: dict) -> None:
    assert [each["visit"] for each in document["visits"]] == [each.visit for each in made.plan.visits]
    for said, visit in zip(document["visits"], made.plan.visits, strict=True):
        assert (said["date"], said["status"]) == (visit.date.isoformat(), visit.status)
        drug = visit.study_drug
        assert (said["study_drug"] is None) == (drug is None)
        if drug is None:
            continue
        for name in ("calculated_mg", "rounded_mg", "volume_ml", "deviation_percent", "discard_mg"):
            assert Decimal(said["study_drug"][name]) == getattr(drug, name)
        bags = [
            (Decimal(each["drug_ml"]), Decimal(each["drug_mg"]), Decimal(each["concentration_mg_per_ml"]))
            for each in said["study_drug"]["bags"]
        ]
        assert bags == [(each.drug_ml, each.drug_mg, each.concentration_mg_per_ml) for each in drug.bags]
        assert sum(each[0] for each in bags) == drug.volume_ml
        assert [(each["drug"], Decimal(each["dose_mg"])) for each in said["premedications"]] == [
            (each.drug, each.dose_mg) for each in visit.premedications
        ]


def opened(visit: Visit) -> list[str]:
    return [f"{each.count} × {n(each.strength_mg)} mg" for each in visit.study_drug.vials]


def weighed(visit: Visit) -> str:
    typed = visit.weight_typed
    pounds = re.sub(r"(?i) ?lbs?$", "", typed.strip()) if typed else ""
    return f"{n(visit.weight_kg)} kg" + (f", entered as {n(Decimal(pounds))} lb" if typed else "")


def the_table(made: Release, text: str) -> None:
    """Every visit's block: a line that begins with its name, and the lines below it."""
    text = text.replace("\u00a0", " ")
    names = [each.visit for each in made.plan.visits]
    for place, visit in enumerate(made.plan.visits):
        end = rf"^{names[place + 1]} " if place + 1 < len(names) else r"^$"
        block = re.search(rf"^{visit.visit} .*?(?={end})", text, re.MULTILINE | re.DOTALL)[0]
        held = " ".join(block.split())
        assert day(visit.date) in held
        if not visit.active:
            assert visit.status in held
            continue
        drug = visit.study_drug
        first = " ".join(block.splitlines()[0].split())
        assert f" {n(drug.rounded_mg)} mg {n(drug.volume_ml)} mL {opened(visit)[0]} " in f"{first} "
        for each in (*opened(visit), n(visit.weight_kg) + " kg", *(f"{n(owed.dose_mg)} mg {owed.route}" for owed in visit.premedications)):
            assert each in held, (each, held)
        for owed in visit.premedications:
            assert clock(owed.due) in held


def tables(html: bytes, begins: str) -> list[list[str]]:
    """The rows, without their heads, of all tables whose captions begin so."""
    return [row for each in read(html).sections for caption, rows in each.tables.items() if caption.startswith(begins) for row in rows[1:]]


def pages_of(html: bytes, kind: str, visit: Visit) -> str:
    """The words of all pages of a kind that are about a visit."""
    of = f" Cycle {visit.cycle}, day {visit.day};"
    return " ".join(each.text for each in read(html).sections if kind in each.kind.split() and of in each.text)


def the_pharmacy(made: Release, html: bytes) -> None:
    rows = {row[0]: row for row in tables(html, "The course: dates")}
    assert list(rows) == [each.visit for each in made.plan.visits]
    for visit in made.plan.visits:
        row, drug = rows[visit.visit], visit.study_drug
        assert row[1].startswith(day(visit.date))
        if not visit.active:
            assert row[2] == f"{visit.status.capitalize()} : no worksheet"
        elif visit.provisional:
            assert f"about {n(drug.rounded_mg)} mg if still {weighed(visit)}" in row[2]
            assert row[2].endswith(", ".join(opened(visit)))
        else:
            wanted = [
                weighed(visit),
                f"{n(drug.calculated_mg)} mg",
                f"{n(drug.rounded_mg)} mg",
                f"{n(drug.volume_ml)} mL",
                ", ".join(opened(visit)),
            ]
            assert row[2:] == [*wanted, str(visit.infusion_number)]
    for visit in leaves(made):
        drug, text = visit.study_drug, pages_of(html, "worksheet", visit)
        wanted = [
            f"{n(drug.calculated_mg)} mg",
            f"{n(drug.rounded_mg)} mg",
            f"{n(drug.volume_ml)} mL",
            f"{n(drug.discard_mg)} mg",
            weighed(visit),
            n(drug.deviation_percent) + "%",
        ]
        wanted += [f"{n(each.concentration_mg_per_ml)} mg/mL" for each in drug.bags] + [f"{n(each.drug_ml)} mL" for each in drug.bags]
        assert [each for each in wanted if each not in text] == []
    supplied = tables(html, "Premedication to supply")
    assert [row[1] for row in supplied] == [f"{n(owed.dose_mg)} mg" for visit in leaves(made) for owed in visit.premedications]
    hung = [
        row[1:3] for row in [*tables(html, "Each bag"), *tables(html, "The bag")] if row[1] not in ("mL", "mg/mL")
    ]  # a page to calculate on has blanks
    assert sorted(hung) == sorted(
        [f"{n(bag.remove_ml)} mL", f"{n(bag.drug_ml)} mL"] for visit in leaves(made) for bag in visit.study_drug.bags
    )


def the_nurses(made: Release, html: bytes) -> None:
    rows = {row[0]: row for row in tables(html, "The course as planned")}
    assert list(rows) == [each.visit for each in made.plan.visits]
    for visit in made.plan.visits:
        row = rows[visit.visit]
        assert row[1].startswith(day(visit.date))
        if not visit.active:
            assert row[2] == f"{visit.status.capitalize()} : no page"
            continue
        assert f"{n(visit.study_drug.rounded_mg)} mg" in row[-1]
        assert n(visit.weight_kg) + " kg" in row[-1]
        for owed in visit.premedications:
            assert f"{n(owed.dose_mg)} mg" in row[-2]
        if visit.infusion_start:
            assert [each for each in (visit.arrival, visit.infusion_start, visit.planned_end) if clock(each) not in row[2]] == []
    for visit in leaves(made):
        text = pages_of(html, "visit", visit)
        wanted = [
            f"{n(visit.study_drug.rounded_mg)} mg",
            *(f"{n(bag.drug_mg)} mg" for bag in visit.study_drug.bags),
            clock(visit.start_not_before),
            clock(visit.start_not_after),
        ]
        wanted += [f"{n(owed.dose_mg)} mg" for owed in visit.premedications] + [clock(owed.due) for owed in visit.premedications]
        for bag in visit.infusion.bags if visit.infusion else ():
            wanted += [f" {n(each)} " for step in bag.steps for each in (step.rate_ml_per_hour, step.cumulative_ml, step.mg_per_hour)]
            wanted += [clock(step.starts) for step in bag.steps]
        assert [each for each in wanted if each not in text] == [], text


def the_labels(made: Release, html: bytes, pdf: bytes) -> None:
    digits = made.fingerprint[:12].upper()
    end = f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
    wanted, told = [], []
    for visit in leaves(made):
        begin = f"dosing-label/1 {made.course_id} r{made.revision} {visit.visit}"
        drug, bags = visit.study_drug, visit.study_drug.bags
        for number, bag in enumerate(bags, start=1):
            wanted.append(f"{begin} bag-{number}/{len(bags)} {n(bag.drug_mg).replace(',', '')}mg {end}")
            told.append(
                [
                    f"{drug.drug} {n(bag.drug_mg)} mg",
                    f"{n(bag.drug_ml)} mL in",
                    f"{n(bag.bag_ml)} mL, {n(bag.concentration_mg_per_ml)} mg/mL",
                    day(visit.date),
                ]
            )
        for owed in visit.premedications:
            if owed.route == "intravenous":
                wanted.append(f"{begin} {owed.slot} {n(owed.dose_mg).replace(',', '')}mg {end}")
                told.append(
                    [
                        f"{n(owed.dose_mg)} mg",
                        day(visit.date),
                        f"due {clock(owed.due)}" if owed.due else f"{owed.minutes_before} min before",
                    ]
                )
    reader = read(html)
    assert reader.codes == wanted
    assert sorted(codes(pdf)) == sorted(wanted)
    labels = [each.text for each in reader.sections if each.kind == "one-label"]
    for label, said in zip(labels, told, strict=True):
        assert [each for each in said if each not in label] == [], label


def the_patient(made: Release, text: str) -> None:
    for visit in [each for each in made.plan.active if not made.over(each)]:
        on = visit.arrival or visit.date  # it may be on the evening before
        assert re.search(rf"\b{visit.number} {on:%a} {on.day} {on:%b}\b( {on.year})?[^0-9]*{clock(visit.arrival)}", text), (
            visit.visit,
            text,
        )
        assert n(visit.weight_kg) + " kg" in text
    assert not re.search(r"[0-9] ?m[gL]\b", text)


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def when(visit: Visit) -> tuple:
    if visit.arrival is None or visit.planned_end is None:
        return visit.date, visit.date + timedelta(days=1)
    return visit.arrival.astimezone(UTC), visit.planned_end.astimezone(UTC)


def spans(event: icalendar.Event) -> tuple:
    begins, ends = event.decoded("dtstart"), event.decoded("dtend")
    return (begins.astimezone(UTC), ends.astimezone(UTC)) if isinstance(begins, datetime) else (begins, ends)


def the_calendar(made: Release, content: bytes) -> None:
    found = events(content)
    visits = [*made.plan.visits, *made.dropped]
    assert [spans(each) for each in found] == [when(each) for each in visits]
    for event, visit in zip(found, visits, strict=True):
        title, told = str(event["summary"]), str(event["description"]).replace("\u00a0", " ")
        assert f"Clinic visit {visit.number} of {visits[-1].number} (plan {made.revision})" in title
        assert (event["status"] == "CANCELLED") == (not visit.active)
        if visit.active:
            wanted = [
                f"{visit.study_drug.drug} {n(visit.study_drug.rounded_mg)} mg",
                f"Weight {weighed(visit)}",
                *(f"{n(owed.dose_mg)} mg, {owed.route}" for owed in visit.premedications),
            ]
            wanted += [clock(owed.due) for owed in visit.premedications]
            assert [each for each in wanted if each not in told] == [], told
        nothing_but_the_plan(made, told)


def the_calendar_of_changes(made: Release, content: bytes) -> None:
    days = {each.visit: when(each) for each in made.plan.active}
    notes = [*made.entries.gone, *made.entries.resumed]
    wanted = [days[name] for name in made.entries.changed] + [(on, on + timedelta(days=1)) for on in notes]
    assert sorted(map(str, map(spans, events(content)))) == sorted(map(str, wanted))


def state(said: object) -> str:
    if said is None:
        return "not in the plan"
    return day(said.date) + (f", {clock(said.start)}" if said.start else "") if said.active else said.status.capitalize()


def dose(said: object) -> str:
    return f"{n(said.dose_mg)} mg ({n(said.volume_ml)} mL)" if said and said.active else "none"


def the_slip(made: Release, html: bytes) -> None:
    rows = {row[0].split()[0]: row for row in tables(html, f"Revision {made.revision - 1} beside revision {made.revision}")}
    now = {each.visit: each for each in made.plan.visits}
    assert list(rows) == [each.visit for each in made.difference.visits]
    for each in made.difference.visits:
        _, old_day, new_day, old_dose, new_dose, *_ = rows[each.visit]
        assert (old_day, old_dose) == (state(each.old), dose(each.old))
        assert new_day in ("same", state(each.new))
        assert new_dose in ("same", dose(each.new))
        if (visit := now.get(each.visit)) is not None:  # what it says of now is the plan's
            assert (each.new.date, each.new.status) == (visit.date, visit.status)
            assert each.new.dose_mg == (visit.study_drug.rounded_mg if visit.study_drug else None)
        if new_day == "same":
            assert (each.old.date, each.old.start) == (each.new.date, each.new.start)
        if new_dose == "same":
            assert dose(each.old) == dose(each.new)


def nothing_but_the_plan(made: Release, text: str) -> None:
    """No number with a unit stands there that is not one of the plan's, of its inputs or of what a check says."""
    plan = made.plan
    known = set(
        amounts([plan.visits, made.dropped, plan.regimen, [site for _, site in plan.sites], [each.message for each in made.findings]])
    )
    known |= set(amounts([visit.site for visit in plan.visits])) | set(amounts([ask_outside(visit) for visit in plan.active]))
    if made.difference:
        known |= set(
            amounts(
                [made.difference.visits, made.how, list(made.difference.stale), [message for _, message in made.difference.new_findings]]
            )
        )
    known |= {n(visit.study_drug.volume_ml) for visit in plan.active} | {"100"}  # labels are printed at 100%
    for visit in plan.active:  # what is drawn from whole vials, and the bags in words
        known |= {n(each.volume_ml) for each in visit.study_drug.vials} | set(amounts(weighed(visit)))
    found = set(re.findall(r"([0-9][0-9,]*(?:\.[0-9]+)?)[ \u00a0](?:mg/mL|mg/kg|mg|mL|kg|lb|%)", text))
    assert found - known == set()
