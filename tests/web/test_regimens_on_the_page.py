"""The regimen on the page: what the form offers of each, a course by a label, and what only the day of issue shows."""

import re

import pytest

from dosing.acts import regimens
from tests.doors.command import BY_ORDER
from tests.web.inside import Inside
from tests.web.visitor import FIXED, NO_EXTRA, PATIENT, Answer

pytest.importorskip("fastapi", reason=NO_EXTRA)

LABEL = {"regimen": "label-10-us-kd", "cycles": "3"}


@pytest.fixture
def page() -> Inside:
    """The page in this process."""
    return Inside()


def options(answer: Answer, name: str) -> dict[str, str]:
    """What can be chosen in a select, by value."""
    found = answer.text.partition(f'<select id="{name}"')[2].partition("</select>")[0]
    return dict(re.findall(r'<option value="([^"]*)"(?: selected)?>([^<]*)<', found))


def test_every_regimen_can_be_chosen_by_its_title_and_the_first_holds_unless_one_is(page: Inside) -> None:
    offered = options(page.get("/"), "regimen")
    first, *others = regimens()
    assert offered == {"": f"islay: {first.title}", **{each.id: f"{each.id}: {each.title}; not yet reviewed" for each in others}}


def test_the_number_of_cycles_fits_every_regimen_and_says_how_many_infusions_it_is(page: Inside) -> None:
    answer = page.get("/")
    offered = options(answer, "cycles")
    assert [*offered] == ["", *(str(number) for number in range(1, 14))]
    assert offered[""] == "As usual: 2 with islay"
    assert offered["1"] == "1 cycle: 4 infusions"
    # 4 in the first cycle and 2 in each after it.
    assert offered["2"] == "2 cycles: 8 infusions with islay, 6 with label-10-us-kd and label-10-us-pd"
    assert offered["3"] == "3 cycles: 8 infusions with label-10-us-kd and label-10-us-pd"
    assert "label-10-us-kd and label-10-us-pd: 1 to 13, which has to be said." in answer.words


def test_who_wants_the_entry_facts_is_said_in_the_words_of_the_regimen(page: Inside) -> None:
    words = page.get("/").words
    assert "The trial record (islay) wants these to be over before the first infusion" in words
    assert "with label-10-us-kd and label-10-us-pd leave them empty" in words


def test_without_a_choice_the_course_is_the_default_regimen_in_its_usual_cycles(page: Inside) -> None:
    answer = page.post("/plan", {**PATIENT, **FIXED, "regimen": "", "cycles": ""})
    assert len(set(re.findall(r'scope="row">(C[12]D[0-9]+)', answer.text))) == 8


def test_a_course_by_a_label_is_marked_until_it_is_reviewed_and_only_then_checked(page: Inside) -> None:
    answer = page.post("/plan", {**PATIENT, **FIXED, **LABEL})
    assert re.findall(r'scope="row">(C[23]D[0-9]+)<', answer.text) == ["C2D1", "C2D15", "C3D1", "C3D15"]
    assert "UNREVIEWED DATA, NOT FOR USE" in answer.words
    form = page.post("/edit", {**answer.carried, "typed": answer.hidden("typed")})
    assert '<option value="label-10-us-kd" selected>' in form.text
    assert '<option value="3" selected>' in form.text
    refused = page.check(answer)
    assert refused.status == 400
    assert "Nobody at the site has compared the values of label-10-us-kd with their source" in refused.words
    assert 'value="resite"' in refused.text  # the change that puts it right
    who = {"reason": "values compared", "by": "AB", "when-day": "20", "when-month": "11", "when-year": "2026", "kind": "resite"}
    reviewed = b'[[reviews]]\nregimen = "label-10-us-kd"\nrevision = 1\nby = "GH"\non = 2026-11-20\n'
    after = page.upload("/change/make", {**answer.carried, **who}, "site_file", reviewed)
    assert "UNREVIEWED DATA" not in after.words
    assert "Revision 2 is checked by CD" in page.check(after).words


EARLY = {**FIXED, "issued": "2026-11-10T09:00:00Z"}  # before the weight was measured, and before the comparison


def test_a_weight_and_a_comparison_of_after_the_day_of_issue_are_refused_at_their_fields(page: Inside) -> None:
    weighed = page.post("/plan", {**PATIENT, **EARLY})
    assert (weighed.status, re.findall(r'<li><a href="#([^"]+)"', weighed.text)) == (400, ["weighed-day"])
    assert "A weight was measured on Friday 20 November 2026, after the day of issue" in weighed.words
    unweighed = {**PATIENT, **EARLY, "weighed-day": "", "weighed-month": "", "weighed-year": ""}
    compared = page.upload("/plan", unweighed, "site_file", BY_ORDER.encode())
    assert (compared.status, re.findall(r'<li><a href="#([^"]+)"', compared.text)) == (400, ["site_file"])
    assert "compared with the order that they follow on Tuesday 1 December 2026, after the day of issue" in compared.words


def test_a_weight_of_before_the_birth_is_refused_at_its_field(page: Inside) -> None:
    days = {"weighed-day": "1", "weighed-month": "1", "weighed-year": "2005", "born-day": "1", "born-month": "1", "born-year": "2006"}
    answer = page.post("/plan", {**PATIENT, **FIXED, **days})
    assert (answer.status, re.findall(r'<li><a href="#([^"]+)"', answer.text)) == (400, ["weighed-day"])


def test_a_field_that_comes_twice_is_refused_in_either_kind_of_form(page: Inside) -> None:
    edge = "edge"
    part = f'--{edge}\r\nContent-Disposition: form-data; name="weight"\r\n\r\n{{}}\r\n'
    bodies = {
        "application/x-www-form-urlencoded": b"weight=72.5&weight=75.2",
        f"multipart/form-data; boundary={edge}": (part.format("72.5") + part.format("75.2") + f"--{edge}--\r\n").encode(),
    }
    for kind, body in bodies.items():
        answer = page.ask("POST", "/plan", body, {"Content-Type": kind, "Origin": page.origin})
        assert answer.status == 400
        assert "One field of the form came twice" in answer.words
        assert "75.2" not in answer.words
