"""Which changes the page offers, how each is asked for, and that a course which cannot go on as it is can be mended."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dosing.inputs.asked import Asked, asked
from dosing.inputs.changes import VERBS, Corrections
from tests.web.inside import Inside
from tests.web.visitor import COURSE_ID, FIXED, NO_EXTRA, PATIENT, Answer, hold_nothing

pytest.importorskip("fastapi", reason=NO_EXTRA)

WHO = {"reason": "as ordered", "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027"}
ALWAYS = ["move", "omit", "stop", "reweigh", "retime", "correct", "resite"]
COURSE = f'course_id = "{COURSE_ID}"\nweight = "72.5kg"\nweighed = 2026-11-20\nstart = 2027-01-04\n'


def stand_on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """The day on which the page stands."""
    for module in ("plan_page", "problems", "change_pages"):
        monkeypatch.setattr(f"dosing.web.{module}.today", lambda: day)
    monkeypatch.setattr("dosing.web.change_pages.now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Inside:
    """The page in this process, on the day before the first visit."""
    stand_on(monkeypatch, date(2027, 1, 3))
    return Inside()


def planned(page: Inside, **typed: str) -> Answer:
    return page.post("/plan", {**PATIENT, **FIXED, **typed})


def made(page: Inside, before: Answer, kind: str, **typed: str) -> Answer:
    answer = page.post(
        "/change/make", {**before.carried, **WHO, "kind": kind, **{name.replace("_of_", "-"): text for name, text in typed.items()}}
    )
    assert answer.status == 200, answer.words
    return answer


def opened(page: Inside, text: str) -> Answer:
    return page.upload("/open", {}, "course_file", text.encode())


def offered(answer: Answer) -> list[str]:
    """The kinds of change that a page has buttons for, in their order."""
    return re.findall(r'name="kind" value="([a-z]+)"', answer.text)


def course_file(page: Inside, answer: Answer) -> str:
    return page.post("/files/course.toml", answer.carried).text


def of_another_version(text: str, weight: str = "72.5kg") -> str:
    """The file as another version of the program would have made it."""
    return re.sub(r'(?m)^engine = "dosing [^"]*"', 'engine = "dosing 0.0.1"', text).replace('weight = "72.5kg"', f'weight = "{weight}"')


def test_a_new_course_of_two_cycles_offers_neither_an_undo_nor_a_cycle_nor_other_numbers(page: Inside) -> None:
    assert offered(planned(page)) == ALWAYS


def test_a_second_cycle_is_offered_while_one_can_be_added(page: Inside) -> None:
    short = planned(page, cycles="1")
    assert offered(short) == ["move", "omit", "stop", "reweigh", "retime", "extend", "correct", "resite"]
    assert "extend" not in offered(made(page, short, "extend"))
    hold_nothing()
    assert "extend" not in offered(made(page, short, "stop", visit="C1D15"))


def test_what_was_given_is_recorded_of_a_visit_that_has_come(page: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planned(page)
    stand_on(monkeypatch, date(2027, 1, 11))
    assert offered(page.post("/course", before.carried)) == ["outcome", *ALWAYS]
    form = page.post("/change", {**before.carried, "kind": "outcome"})
    assert [name for name, _ in re.findall(r'<option value="(C[0-9]+D[0-9]+)"( selected)?>', form.text)] == ["C1D1", "C1D8"]
    assert form.value("reason") == "recorded after the visit"
    assert re.search(r'id="reaction" name="reaction" value="" checked><label for="reaction">None<', form.text)
    retimed = page.post("/change", {**before.carried, "kind": "retime"})
    assert re.findall(r'<option value="(C1D[0-9]+)"', retimed.text) == ["C1D8", "C1D15", "C1D22"]
    after = made(page, before, "outcome", visit="C1D8", in_full="yes", reaction="2")
    assert "C1D8 given in full, with a reaction of grade 2" in after.words


def test_a_visit_that_was_chosen_stays_chosen_though_it_fits_another_day_of_the_change(page: Inside) -> None:
    again = page.post("/change/review", {**planned(page).carried, **WHO, "kind": "outcome", "visit": "C1D8"})
    assert '<option value="C1D8" selected>' in again.text
    assert "Enter what was given, or tick that nothing was" in again.words


def test_an_undo_is_offered_with_a_change_that_still_stands(page: Inside) -> None:
    once = made(page, planned(page), "omit", visit="C2D8")
    assert offered(once) == [*ALWAYS, "undo"]
    assert offered(made(page, once, "undo")) == ALWAYS


def test_a_course_without_a_visit_left_offers_nothing_that_is_about_a_visit(page: Inside) -> None:
    stopped = made(page, planned(page), "stop", visit="C1D1", when_of_day="4")
    assert offered(stopped) == ["reweigh", "correct", "resite", "undo"]


def test_other_numbers_of_another_version_are_all_that_is_offered_until_they_are_accepted(page: Inside) -> None:
    before = course_file(page, planned(page))
    hold_nothing()
    answer = opened(page, of_another_version(before, "73.5kg"))
    assert (answer.status, offered(answer)) == (400, ["rebase"])
    accepted = made(page, answer, "rebase")
    assert "1,470 mg" in accepted.words  # 73.5 kg x 20 mg/kg
    assert "rebase" not in offered(accepted)
    assert "rebase" not in offered(opened(page, course_file(page, accepted)))


def test_numbers_of_another_version_that_are_the_same_need_no_accepting(page: Inside) -> None:
    answer = opened(page, of_another_version(course_file(page, planned(page))))
    assert (answer.status, offered(answer)) == (200, ALWAYS)


def test_before_other_numbers_are_accepted_the_page_says_that_the_old_ones_are_gone(page: Inside) -> None:
    before = course_file(page, planned(page))
    hold_nothing()
    answer = opened(page, of_another_version(before, "73.5kg"))
    review = page.post("/change/review", {**answer.carried, **WHO, "kind": "rebase"})
    assert "no longer makes the old numbers" in review.words
    assert "1,470 mg" in review.words
    assert "No visit changes" not in review.words


def test_an_older_revision_offers_no_change(page: Inside) -> None:
    once = made(page, planned(page), "omit", visit="C2D8")
    assert offered(page.post("/course", {**once.carried, "revision": "1"})) == []


# --- what a check refuses -----------------------------------------------------------------------------------------------------

REFUSED = COURSE.replace("72.5kg", "260kg")  # 260 kg x 20 mg/kg / 20 mg/mL = 260 mL, more than the bag of 250 mL holds


def test_a_course_that_a_check_refuses_opens_on_a_page_that_says_why_and_offers_the_changes(page: Inside) -> None:
    answer = opened(page, REFUSED)
    assert answer.status == 400
    assert "No plan can be made" in answer.words
    assert "is more than half of the 250 mL bag" in answer.words
    assert offered(answer) == ALWAYS
    again = page.post("/course", answer.carried)
    assert "is more than half of the 250 mL bag" in again.words
    assert offered(again) == ALWAYS


def test_such_a_course_is_mended_by_a_change(page: Inside) -> None:
    answer = opened(page, REFUSED)
    form = page.post("/change", {**answer.carried, "kind": "move"})
    assert (form.status, "C1D15, Monday 18 January 2027" in form.words) == (200, True)
    mended = made(page, answer, "correct", weight="72.5")
    assert "Revision 2 is made" in mended.words
    assert "1,450 mg" in mended.words  # 72.5 kg x 20 mg/kg


def test_a_change_that_leaves_it_refused_says_so_at_the_field_that_mends_it(page: Inside) -> None:
    answer = opened(page, REFUSED)
    still = page.post("/change/review", {**answer.carried, **WHO, "kind": "correct", "weight": "255"})
    assert (still.status, 'href="#weight"' in still.text) == (400, True)
    elsewhere = page.post("/change/review", {**answer.carried, **WHO, "kind": "omit", "visit": "C2D8"})
    assert elsewhere.status == 400
    assert "is more than half of the 250 mL bag" in elsewhere.words
    assert 'href="#weight"' not in elsewhere.text  # this form has no such field


# --- the forms and the API are made from the classes --------------------------------------------------------------------------

IDS: dict[str, Callable[[str], set[str]]] = {
    "day": lambda name: {f"{name}-day", f"{name}-month", f"{name}-year"},
    "day-or-none": lambda name: {f"{name}-day", f"{name}-month", f"{name}-year", f"{name}-none"},
    "site": lambda _: {"site_file"},
}


def values_of(kind: str) -> list[tuple[str, Asked]]:
    """Everything that a change asks for, the values of a table one by one."""
    found: list[tuple[str, Asked]] = []
    for name, ask, _ in asked(VERBS[kind]):
        found += [(inner, each) for inner, each, _ in asked(Corrections)] if ask.kind == "values" else [(name, ask)]
    return found


@pytest.mark.parametrize("kind", VERBS)
def test_the_form_of_a_change_asks_for_what_its_class_asks_for_and_nothing_else(page: Inside, kind: str) -> None:
    form = page.post("/change", {**planned(page).carried, "kind": kind}).text.partition("<form")[2].partition("</form>")[0]
    ids = set(re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', form))
    expected: set[str] = set()
    for name, ask in values_of(kind):
        left_open = ask.kind == "choice" and VERBS[kind].model_fields[name].default is None  # none of them is a way too
        expected |= IDS.get(ask.kind, lambda name: {name})(name) | {f"{name}-{n}" for n in range(2, 1 + left_open + len(ask.choices))}
        assert ask.label in form
        assert ask.hint in form.replace("&#39;", "'")
    assert ids == expected


def test_the_fields_of_a_correction_stand_in_their_order_and_the_entry_facts_are_folded_away(page: Inside) -> None:
    form = page.post("/change", {**planned(page).carried, "kind": "correct"}).text
    order = [
        "weight",
        "weighed-day",
        "start-day",
        "born-day",
        "<details",
        "last_immunotherapy-day",
        "transplant-day",
        "</details>",
        "reason",
        "by",
        "when-day",
    ]
    places = [form.index(each if each[0] == "<" else f'id="{each}"') for each in order]
    assert places == sorted(places)
    assert '<details class="more">' in form
    typed = page.post("/change/review", {**planned(page).carried, "kind": "correct", "transplant-day": "1"}).text
    assert '<details class="more" open>' in typed


@pytest.mark.parametrize("kind", VERBS)
def test_the_api_describes_a_change_by_its_class(page: Inside, kind: str) -> None:
    schemas = json.loads(page.get("/api/openapi.json").text)["components"]["schemas"]
    schema = schemas[VERBS[kind].__name__]
    wanted = {name: ask for name, ask, _ in asked(VERBS[kind])}
    assert set(schema["properties"]) == {"kind", *wanted}
    assert schema["properties"]["kind"]["const"] == kind
    needed = {name for name, _, needed in asked(VERBS[kind]) if needed and name not in ("when", "by")}  # today, and who is signed in
    assert set(schema["required"]) == {"kind", *needed}
    for name, ask in wanted.items():
        if ask.kind not in ("values", "site"):
            assert described(schema["properties"][name]).startswith(ask.help)  # of who made it more is said


def described(schema: dict[str, Any]) -> str:
    options = [schema, *schema.get("anyOf", [])]
    return next(str(each["description"]) for each in options if "description" in each)


def test_a_change_through_the_api_is_dated_today_unless_its_day_is_given(page: Inside) -> None:
    from datetime import datetime

    today = datetime.now().astimezone().date().isoformat()
    change = {"kind": "correct", "values": {"born": "1988-05-16"}, "reason": "as ordered", "by": "AB"}
    answer = page.api("change", {"course_file": course_file(page, planned(page)), "change": change})
    assert f"when = {today}" in json.loads(answer.text)["course_file"]
