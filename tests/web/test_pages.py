"""The forms and the pages: what is said, what is kept, and that every file is the command line's."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dosing.store.audit import audit
from tests.doors.command import dosing
from tests.web import browsing
from tests.web.visitor import COURSE_ID, FIXED, ISSUED, LABEL, PATIENT, Answer, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLI = (
    "--weight", "72.5kg", "--start", "2027-01-04", "--weighed", "2026-11-20", "--label", LABEL, "--time", "10:00",
    "--time-zone", "Europe/Paris", "--prepared-by", "AB", "--h2-blocker", "ranitidine", "--course-id", COURSE_ID, "--issued", ISSUED,
)  # fmt: skip
FILES = (
    "course.toml", "visits.ics", "pharmacy.html", "pharmacy.pdf", "nurse.html", "nurse.pdf", "patient.html", "patient.pdf", "plan.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `dosing plan` writes for the same patient."""
    folder = tmp_path_factory.mktemp("written") / "out"
    assert dosing("plan", *CLI, "--out", folder, "--split", pdf=True).status == 0
    return folder


# --- one plan, many files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILES, "visit-C2D8.ics"])
def test_each_file_fetched_by_itself_is_the_command_line_s_byte_for_byte(server: Served, planned: Answer, written: Path, name: str) -> None:
    answer = server.post(f"/files/{name}", planned.carried)
    assert answer.status == 200
    assert answer.body == (written / name).read_bytes()
    stem, kind = name.split(".")
    assert answer.headers["content-disposition"] == f'attachment; filename="{stem}-6f1f0f0e-1.{kind}"'  # the course, and its revision


def test_the_zip_file_holds_the_same_files_and_comes_out_the_same_twice(server: Served, planned: Answer, written: Path) -> None:
    first, second = (server.post("/files/plan.zip", {**planned.carried, "split": "yes", "paper": "a4"}).body for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {path.name: path.read_bytes() for path in written.iterdir()}


def test_files_of_a_plan_without_a_number_given_belong_together(server: Served, tmp_path: Path) -> None:
    page = server.post("/plan", PATIENT)
    files = {name: server.post(f"/files/{name}", page.carried).body for name in FILES}
    release = json.loads(files["plan.json"])["release"]
    assert release["course_id"] != COURSE_ID
    assert release["issued"] == page.hidden("issued")
    assert f'course_id = "{release["course_id"]}"'.encode() in files["course.toml"]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert audit(tmp_path).said == []
    assert files["visits.ics"].count(f"DTSTAMP:{re.sub('[-:]', '', release['issued'])}".encode()) == 8


def test_a_plan_made_again_from_its_form_keeps_its_number_and_its_moment(server: Served, planned: Answer) -> None:
    form = server.post("/edit", {**planned.carried, "typed": planned.hidden("typed")})
    assert form.status == 200
    assert (form.hidden("course_id"), form.hidden("issued")) == (COURSE_ID, ISSUED)
    assert [form.value(name) for name in ("weight", "start-month", "label", "time_zone")] == ["72.5", "January", LABEL, "Europe/Paris"]


def test_paper_and_calendar_class_are_as_they_were_chosen(server: Served, planned: Answer) -> None:
    assert b'class="letter' in server.post("/files/nurse.html", {**planned.carried, "paper": "letter"}).body
    assert b"CLASS:PUBLIC" in server.post("/files/visits.ics", {**planned.carried, "calendar_class": "public"}).body


def test_a_calendar_names_patient_and_drugs_only_where_that_is_asked_for(server: Served, planned: Answer) -> None:
    assert b"isatuximab" not in server.post("/files/visits.ics", planned.carried).body
    assert b"isatuximab" in server.post("/files/visits.ics", {**planned.carried, "calendar_details": "yes"}).body


def test_a_sheet_is_shown_under_a_policy_that_allows_its_own_style_alone(server: Served, planned: Answer) -> None:
    for name in ("pharmacy", "nurse", "patient"):
        answer = server.post(f"/sheets/{name}", planned.carried)
        assert answer.status == 200
        assert answer.body == server.post(f"/files/{name}.html", planned.carried).body
        policy = answer.headers["content-security-policy"]
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
            policy,
        )


@pytest.mark.parametrize("name", ["changes.html", "changes.pdf", "visit-C9D1.ics", "none.pdf", "course.tom", "..%2fplan.json"])
def test_a_file_that_a_course_has_not_is_a_page_that_says_so(server: Served, planned: Answer, name: str) -> None:
    assert server.post(f"/files/{name}", planned.carried).status == 404


# --- what the plan's page says ------------------------------------------------------------------------------------------------


def test_the_page_says_draft_and_findings_come_before_doses(planned: Answer) -> None:
    assert "Draft: not yet checked" in planned.words
    found = [planned.text.index(f'<li class="{severity}">') for severity in ("caution", "undetermined", "note")]
    assert found == sorted(found)
    assert planned.text.index("<li class=") < planned.text.index("1,450")
    assert len(set(re.findall(r'scope="row">(C[12]D[0-9]+)', planned.text))) == 8


def test_the_title_of_a_page_which_a_browser_keeps_names_no_patient(planned: Answer) -> None:
    assert LABEL not in planned.text.partition("</head>")[0]
    assert f"Plan for {LABEL}" in planned.words


@pytest.mark.parametrize(("typed", "shown"), [("70", "1,400 mg"), ("70kg", "1,400 mg"), ("70 kg", "1,400 mg"), ("154 lb", "1,398 mg")])
def test_a_weight_is_in_kilograms_unless_it_says_pounds(server: Served, typed: str, shown: str) -> None:
    # 154 lb x 0.45359237 = 69.853... kg, so 69.85 kg; x 20 = 1,397 mg; 69.9 mL after rounding half up, so 1,398 mg.
    answer = server.post("/plan", {**PATIENT, "weight": typed})
    assert shown in answer.words
    assert ("154 lb is 69.85 kg" in answer.words) == (typed == "154 lb")


def test_a_weight_in_pounds_is_kept_as_it_was_typed_and_said_in_kilograms_whenever_the_course_is_opened(server: Served) -> None:
    page = server.post("/plan", {**PATIENT, "weight": "160lb"})
    file = server.post("/files/course.toml", page.carried)
    assert 'weight = "160lb"' in file.text
    again = server.upload("/open", {}, "course_file", file.body)
    for answer in (page, again):
        assert "Weight typed 160lb is 72.57 kg" in answer.words  # 160 x 0.45359237 = 72.5747...


LABELS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "'; DROP TABLE x; --",
    "</title><b>x",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_that_looks_like_markup_is_printed_as_it_was_typed(server: Served, label: str) -> None:
    page = server.post("/plan", {**PATIENT, "label": label})
    for answer in (page, server.post("/sheets/nurse", page.carried), server.post("/change", {**page.carried, "kind": "move"})):
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "</title><b>" not in answer.text
    assert label in page.words or "<" in label
    assert "Plan for 49" not in page.words


# --- what is wrong ------------------------------------------------------------------------------------------------------------

NOT_SAID = re.compile(r"\b(please|sorry|valid|invalid|forbidden|illegal|oops|an error occurred|required)\b", re.IGNORECASE)

WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"weight": ""}, "weight", "Enter the weight in kilograms"),
    ({"weight": "70,5"}, "weight", "holds a comma"),
    ({"weight": "1,450"}, "weight", "holds a comma"),
    ({"weight": "heavy"}, "weight", "cannot be read"),
    ({"weight": "７０"}, "weight", "cannot be read"),
    ({"weight": "-70"}, "weight", "below zero"),
    ({"weight": "70.123"}, "weight", "more than two decimals"),
    ({"weight": "12"}, "weight", "at least 22.7"),
    ({"weight": "260"}, "weight", "is more than half of the 250 mL bag"),
    ({"start-day": "", "start-month": "", "start-year": ""}, "start-day", "Enter the day of the first infusion"),
    ({"start-month": ""}, "start-month", "must include a month"),
    ({"start-day": "31", "start-month": "feb"}, "start-day", "must be a real date"),
    ({"start-year": "27"}, "start-year", "4 numbers"),
    ({"start-year": "1999"}, "start-day", "2017 to 2099"),
    ({"weighed-day": "9", "weighed-month": "1", "weighed-year": "2027"}, "weighed-day", "after the start"),
    ({"born-day": "1", "born-month": "1", "born-year": "2030"}, "born-day", "not before the start"),
    ({"born-day": "1", "born-month": "1", "born-year": "2020"}, "born-day", "16 years"),
    ({"time": "25:00"}, "time", "24-hour clock"),
    ({"time": "ten"}, "time", "24-hour clock"),
    ({"time_zone": ""}, "time_zone", "Enter the time zone"),
    ({"time_zone": "Paris"}, "time_zone", "not a known time zone"),
    ({"h2_blocker": "none"}, "h2_blocker_reason", "Enter why the H2 blocker is left out"),
    ({"steroid_route": "intravenous"}, "steroid_form", "how the dose of the injection of the steroid is stated"),
    ({"label": "a\u0007b"}, "label", "control character"),
    ({"label": "氏名"}, "label", "typeface cannot print"),
    ({"label": "x" * 81}, "label", "at most 80"),
    ({"last_chemotherapy-day": "1"}, "last_chemotherapy-month", "must include a month and a year"),
    ({"transplant-none": "yes", "transplant-day": "1"}, "transplant-day", "not both"),
    ({"last_chemotherapy-day": "9", "last_chemotherapy-month": "1", "last_chemotherapy-year": "2027"}, "last_chemotherapy-day", "after the start"),
    ({"course_id": "x"}, "course_id", "UUID"),
    ({"cycles": "3"}, "cycles", "write 1 or 2"),
    ({"cycles": "14"}, "cycles", "Select the number of cycles"),
    ({"regimen": "label-20-us"}, "regimen", "Select a regimen"),
    ({"regimen": "label-10-us-kd", "cycles": ""}, "cycles", "write 1 to 13"),
    ({"regimen": "label-10-us-pd"}, "born-day", "20 mg from 75 years"),
    ({"regimen": "label-10-us-kd", "transplant-none": "yes"}, "transplant-day", "no entry criterion"),
    ({"h2_blocker": "cimetidine"}, "h2_blocker", "Select one way for the H2 blocker"),
    ({"antihistamine_route": "oral"}, "antihistamine_route", "write intravenous"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field", "words"), WRONG, ids=[f"{field}: {words}" for _, field, words in WRONG])
def test_what_is_wrong_is_said_above_and_at_its_field_and_the_value_stays(
    server: Served, typed: dict[str, str], field: str, words: str
) -> None:
    answer = server.post("/plan", {**PATIENT, **typed})
    assert answer.status == 400
    assert re.search(r"<title>Error: ", answer.text)
    summary = answer.text[answer.text.index('class="summary-box"') : answer.text.index("<h1>")]
    assert "There is a problem" in summary
    assert f'href="#{field}"' in summary
    assert words in summary.replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", " ")
    assert not NOT_SAID.search(re.sub(r"<[^>]+>", " ", summary))
    if field != "course_id":
        assert f'id="{field}"' in answer.text
        assert f'id="{field}-wrong"' in answer.text
    for name, value in {**PATIENT, **typed}.items():
        if (
            name in ("cycles", "regimen", "h2_blocker", "steroid_route", "antihistamine_route")
            or name.endswith("-none")
            or name == "course_id"
        ):
            continue
        assert answer.value(name) == value, name


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form(server: Served) -> None:
    answer = server.post("/plan", {"weight": "x", "start-day": "4", "time": "x", "h2_blocker": "none", "born-day": "1"})
    links = re.findall(r'<li><a href="#([^"]+)"', answer.text)
    assert links == ["weight", "start-month", "born-month", "time", "h2_blocker_reason"]


def test_no_field_is_of_a_type_that_changes_when_somebody_scrolls(server: Served) -> None:
    text = server.get("/").text
    assert 'type="number"' not in text
    assert 'type="date"' not in text
    assert re.search(r'id="weight"[^>]*inputmode="decimal"', text)


def test_the_words_of_the_pages_are_plain(server: Served, planned: Answer) -> None:
    for answer in (server.get("/"), planned, server.post("/check", planned.carried), server.get("/none"), server.get("/", Cookie=None)):
        assert not NOT_SAID.search(answer.words), NOT_SAID.search(answer.words)


@pytest.mark.parametrize("typed", [{"weight": "72.5"}, {}, {**PATIENT, "weight": "7x"}])
def test_nobody_is_told_off_while_typing(server: Served, typed: dict[str, str]) -> None:
    answer = server.post("/live", typed)
    assert answer.status == 200
    assert "appears here as soon as" in answer.words


def test_the_plan_beside_the_form_is_the_plan(server: Served) -> None:
    answer = server.post("/live", PATIENT)
    assert answer.words.count("1,450 mg") == 9
    assert "is more than half of the 250 mL bag" in server.post("/live", {**PATIENT, "weight": "260"}).words


def test_a_time_that_exists_twice_says_how_to_write_it(server: Served) -> None:
    typed = {**PATIENT, "start-day": "31", "start-month": "10", "time": "02:30", "weighed-day": ""} | {
        "weighed-month": "",
        "weighed-year": "",
    }
    answer = server.post("/plan", typed)
    assert 'href="#time"' in answer.text
    assert "write 02:30+02:00 or 02:30+01:00" in answer.words
    assert server.post("/plan", {**typed, "time": "02:30+01:00"}).status == 200


UNDECIDED = {**PATIENT, "h2_blocker": ""}  # so that the site file decides


def test_a_pharmacy_s_site_file_can_come_with_the_form(server: Served) -> None:
    site = b'[premedications.h2_blocker]\ndrug = "famotidine"\n'
    page = server.upload("/plan", UNDECIDED, "site_file", site)
    assert "famotidine, substituted for ranitidine" in page.words
    wrong = server.upload("/plan", {**UNDECIDED, "weight": "x"}, "site_file", site)
    assert "site file that you chose is kept" in wrong.words
    again = server.post("/plan", {**UNDECIDED, "site": wrong.hidden("site")})
    assert "famotidine, substituted for ranitidine" in again.words
    assert 'href="#site_file"' in server.upload("/plan", UNDECIDED, "site_file", b'paper = "a3"').text
    assert server.post("/plan", {**PATIENT, **FIXED}).status == 200


def test_a_choice_for_one_course_takes_away_what_its_site_file_says_of_the_other(server: Served) -> None:
    site = b'[premedications.steroid]\nroute = "intravenous"\nform = "phosphate"\n[premedications.h2_blocker]\ndrug = "none"\nreason = "not stocked"\n'
    page = server.upload("/plan", {**PATIENT, "steroid_route": "oral", "h2_blocker": "famotidine"}, "site_file", site)
    assert page.status == 200
    assert "dexamethasone 20 mg oral" in page.words
    assert "phosphate" not in page.words
    assert "not stocked" not in page.words


# --- style, script and typeface ------------------------------------------------------------------------------------------------


def test_style_and_typeface_are_kept_by_a_browser_until_their_content_changes(server: Served) -> None:
    page = server.get("/").text
    found = re.findall(r'(?:href|src)="(/static/([0-9a-f]{12})/([^"]+))"', page)
    assert {name for _, _, name in found} == {
        "page.css",
        "page.js",
        "form.js",
        "icon.svg",
        "fonts/dosing-sans.woff2",
        "fonts/dosing-sans-bold.woff2",
    }
    assert len({stamp for _, stamp, _ in found}) == 1
    for address, stamp, name in found:
        kept, plain = server.get(address), server.get(f"/static/{name}")
        assert kept.status == plain.status == 200
        assert kept.body == plain.body
        assert (kept.headers["cache-control"], plain.headers["cache-control"]) == ("public, max-age=31536000, immutable", "no-store")
        other = "0" * 12 if stamp != "0" * 12 else "1" * 12
        assert server.get(f"/static/{other}/{name}").status == 404
    assert server.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("width", [320, 1280])
def test_no_text_of_a_page_is_smaller_than_16_pixels(visit: Callable[..., "Page"], width: int) -> None:
    page = visit(width=width)
    small = """() => [...document.querySelectorAll("body *")].filter((each) => each.offsetParent && !each.closest("svg")
        && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
        && parseFloat(getComputedStyle(each).fontSize) < 16).map((each) => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(small) == []
    browsing.planned(page)
    assert page.evaluate(small) == []


# --- the next visit ------------------------------------------------------------------------------------------------------------


def today(answer: Answer) -> str:
    found = re.search(r'<section id="today".*?</section>', answer.text, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_page_begins_with_the_visit_that_comes_next_its_dose_its_working_and_its_cautions(server: Served, planned: Answer) -> None:
    said = today(planned)
    # A caution stands above the number that it is about. 72.5 kg x 20 mg/kg = 1,450 mg; at 20 mg/mL 72.5 mL.
    assert said.startswith("Next: C1D1, Monday 4 January 2027, infusion at 10:00 Caution At C1D1 the weight is 45 days old")
    assert "can be chosen in its place. 1,450 mg of isatuximab in 72.5 mL 72.5 kg × 20 mg/kg = 1,450 mg." in said
    assert "Note" not in said
    assert "Print worksheet of the next visit, C1D1, in a new tab" in said
    after = server.post("/plan", {**PATIENT, **FIXED, "issued": "2027-01-12T09:00:00Z"})
    assert today(after).startswith("Next: C1D15, Monday 18 January 2027")


def test_a_next_visit_that_waits_for_a_weight_has_an_estimate_and_no_dose(server: Served) -> None:
    said = today(server.post("/plan", {**PATIENT, **FIXED, "issued": "2027-01-27T09:00:00Z"}))
    assert said.startswith("Next: C2D1, Monday 1 February 2027, infusion at 10:00 Caution ")
    assert "Weigh first About 1,450 mg if still 72.5 kg: an estimate for ordering, not for preparation." in said


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1024, 768)])
def test_the_dose_stands_in_the_first_screen_and_its_worksheet_is_one_click_away(
    visit: Callable[..., "Page"], width: int, height: int
) -> None:
    page = visit(width=width)
    page.set_viewport_size({"width": width, "height": height})
    browsing.planned(page)
    page.evaluate("scrollTo(0, 0)")
    for found in (page.locator("#today .big"), page.get_by_role("button", name="Print worksheet of the next visit")):
        box = found.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
    assert page.locator("#today .big").evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 40
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Print worksheet of the next visit").click()
    sheet = opened.value
    sheet.wait_for_load_state()
    assert "Worksheet C1D1" in sheet.inner_text("body")
