"""The patient sheet, read as a patient reads it. The patient of `tests/plans.py`: 72.5 kg, from Monday 4 January 2027."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from pypdfium2 import raw

from dosing.formats.sheets import render_sheet
from dosing.releases import Release
from tests.plans import change, make_release, move, omit, reweigh, stop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris"}
CLINIC: dict[str, Any] = {
    "name": "Day unit, ward 4",
    "address": "12 Long Road",
    "day_phone": "01 23 45 67 89",
    "night_phone": "01 98 76 54 32",
}
DAYS = (
    "Monday 4 January 2027", "Monday 11 January 2027", "Monday 18 January 2027", "Monday 25 January 2027",
    "Monday 1 February 2027", "Monday 8 February 2027", "Monday 15 February 2027", "Monday 22 February 2027",
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Words(HTMLParser):
    """What a reader sees below the identity band, one line for each block; a line to write on is ____."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "title", "svg", "header"):
            self.hidden += 1
        elif tag in ("p", "li", "h1", "h2", "dt", "section"):
            self.text += "\n"
        elif ("class", "write") in attrs:
            self.text += "____"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title", "svg", "header"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text += data.replace("\n", " ")


def lines(release: Release) -> list[str]:
    words = Words()
    words.feed(render_sheet(release, "patient"))
    found = (" ".join(line.split()) for line in words.text.split("\n"))
    return [line for line in found if line]


def text(release: Release) -> str:
    return "\n".join(lines(release))


def visit_lines(release: Release) -> list[str]:
    """The lines of the visit list: one for each visit, with what else is said about it."""
    found: list[str] = []
    all_lines = lines(release)
    for line in all_lines[: all_lines.index("Your weight")]:
        if re.match(r"[☐✗] Visit", line):
            found.append(line)
        elif found and re.match(r"This date|Moved|Planned", line):
            found[-1] += " | " + line
    return found


def months(release: Release) -> dict[str, ElementTree.Element]:
    """The month views by their titles."""
    pictures = re.findall(r"<svg.*?</svg>", render_sheet(release, "patient"), re.DOTALL)
    roots = [ElementTree.fromstring(picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)) for picture in pictures]  # noqa: S314 - our own
    return {str(root.findtext(f"{SVG}title")): root for root in roots}


def columns(month: ElementTree.Element) -> dict[str, str]:
    """The weekday over each day of a month view."""
    texts = list(month.iter(f"{SVG}text"))
    centres = {each.text: float(each.attrib["x"]) for each in texts if each.attrib["class"] == "weekday"}
    assert tuple(centres) == WEEK
    found = {}
    for each in texts:
        if each.attrib["class"].startswith("number"):
            left = float(each.attrib["x"])
            found[str(each.text)] = min((centre - left, name) for name, centre in centres.items() if centre > left)[1]
    return {day: str(name) for day, name in found.items()}


def drawn(month: ElementTree.Element) -> dict[str, str]:
    """What stands in the box of each visit of a month view, by its number: "fixed: 4 09:00 Visit 1"."""
    boxes: list[str] = []
    for shape in month:
        kind = shape.attrib.get("class", "")
        if kind.startswith("box"):
            boxes.append(f"{kind.removeprefix('box ')}:")
        elif kind.startswith(("number ", "name", "word", "clock")):
            boxes[-1] += f" {shape.text}"
    return {words.partition("Visit ")[2][0]: words for words in boxes}


def pdf(release: Release, paper: Any = "a4") -> pypdfium2.PdfDocument:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    from dosing.render import render_sheet_files

    return pypdfium2.PdfDocument(render_sheet_files(release, "patient", paper)["patient.pdf"])


def page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in document]


# --- days and times


def test_every_visit_stands_with_its_weekday_its_full_date_and_its_place_among_the_eight() -> None:
    found = visit_lines(make_release())
    assert [line.split(" Time")[0] for line in found] == [f"☐ Visit {n} of 8 {day}" for n, day in enumerate(DAYS, 1)]


def test_each_visit_says_when_to_arrive_15_minutes_before_the_first_tablet() -> None:
    # infusion 10:00, tablets 45 minutes before, check-in 15 minutes: 09:00; 300 minutes from then: 14:00
    release = make_release(**TIMED)
    assert all("Arrive at 09:00" in line for line in visit_lines(release))
    assert "Each visit is planned to end at about 14:00." in text(release)


def test_without_a_time_there_is_a_line_to_write_it_on_and_the_sheet_says_whom_to_ask() -> None:
    found = text(make_release())
    assert found.count("Time: ____") == 8
    assert "No time yet? Ask the clinic when to come." in found
    assert "planned to end" not in found


def test_where_one_visit_ends_later_each_visit_says_its_own_end() -> None:
    found = visit_lines(make_release(**TIMED, changes=[change("retime", "2027-01-04", visit="C1D8", time="11:00")]))
    assert found[0].endswith("Planned to end at about 14:00.")
    assert "Arrive at 10:00" in found[1]
    assert found[1].endswith("Planned to end at about 15:00.")


def test_an_arrival_on_the_evening_before_says_its_day() -> None:
    # infusion 00:30, so arrival 23:30 the day before and the end 04:30 on the day of the visit
    release = make_release(time="00:30", time_zone="Europe/Paris")
    assert visit_lines(release)[0] == (
        "☐ Visit 1 of 8 Monday 4 January 2027 Arrive at 23:30 on Sunday 3 January 2027 | "
        "Planned to end at about 04:30 on Monday 4 January 2027."
    )
    assert drawn(months(release)["January 2027"])["1"] == "fixed: 4 Visit 1"


def test_one_cycle_has_four_visits() -> None:
    assert [line[:14] for line in visit_lines(make_release(cycles=1))] == [f"☐ Visit {n} of 4" for n in (1, 2, 3, 4)]


def test_visits_of_the_second_cycle_may_change_until_the_patient_is_weighed_again() -> None:
    found = visit_lines(make_release())
    assert ["may change" in line for line in found] == [False] * 4 + [True] * 4
    assert "You will be weighed again before visit 5. Then you get a new sheet." in text(make_release())
    weighed = make_release(changes=[reweigh("72.5kg", "2027-01-25")])
    assert "may change" not in text(weighed)
    assert "weighed again" not in text(weighed)


def test_a_moved_visit_says_from_which_day() -> None:
    found = visit_lines(make_release(changes=[move("C2D22", "2027-02-24")]))
    assert found[7] == "☐ Visit 8 of 8 Wednesday 24 February 2027 Time: ____ | This date may change. Moved from Monday 22 February 2027."
    assert "Moved" not in "".join(found[:7])


def test_omitted_and_stopped_visits_are_cancelled_in_words() -> None:
    release = make_release(**TIMED, changes=[omit("C1D22"), stop("C2D15")])
    found = visit_lines(release)
    assert found[3] == "✗ Visit 4 of 8 Monday 25 January 2027 Cancelled"
    assert [line.endswith("Cancelled") for line in found] == [False, False, False, True, False, False, True, True]
    assert drawn(months(release)["January 2027"])["4"] == "cancelled: 25 Visit 4 Cancelled"
    assert drawn(months(release)["February 2027"])["8"] == "cancelled: 22 Visit 8 Cancelled"


# --- weight


def test_the_weight_and_the_day_it_was_measured_are_printed_so_that_a_wrong_one_is_noticed() -> None:
    found = text(make_release())
    assert "Your plan uses 72.5 kg, measured on Saturday 2 January 2027. If this is not your weight, tell the clinic." in found


def test_a_weight_without_its_day_leaves_a_line_for_the_day() -> None:
    assert "Your plan uses 72.5 kg, measured on ____." in text(make_release(weighed=None))


def test_a_new_weight_stands_beside_the_first_with_the_visit_from_which_it_counts() -> None:
    found = text(make_release(changes=[reweigh("75kg", "2027-01-12")]))
    assert (
        "uses 72.5 kg, measured on Saturday 2 January 2027. From visit 3 on, it uses 75 kg, measured on Tuesday 12 January 2027." in found
    )


def test_a_kept_weight_is_said_once_and_a_newer_one_is_no_mistake() -> None:
    # 71 kg is 2.07% less than 72.5 kg, under the 10% from which this site counts a new weight: 72.5 kg stays.
    site = {"weights": {"counts_from_percent": "10"}}
    found = text(make_release(site, changes=[reweigh("71kg", "2027-01-12")]))
    assert found.count("72.5 kg") == 1
    assert "Your plan uses 72.5 kg, measured on Saturday 2 January 2027. If you now weigh much more or less, tell the clinic." in found
    assert "not your weight" not in found
    assert "71 kg" not in found


def test_nothing_on_the_sheet_is_a_dose() -> None:
    found = text(make_release({"h2_blocker": {"drug": "famotidine"}}, **TIMED))
    numbers = set(re.findall(r"[\d.,:]*\d", found))
    dates = {str(n) for n in range(1, 32)} | {"2027"}
    assert numbers - dates == {"09:00", "14:00", "72.5"}
    assert not re.search(r"\bmg\b|\bmL\b|mg/kg|\bml\b", found)
    for drug in ("dexamethasone", "diphenhydr", "ranitidine", "famotidine", "sarclisa", "tylenol", "benadryl"):
        assert drug not in found.lower()


# --- whom to call


def test_unset_contacts_are_lines_to_write_on() -> None:
    found = lines(make_release())
    assert found[found.index("Who to call") + 1 :][:5] == ["Clinic____", "Where____", "By day____", "By night____", "Emergency____"]


def test_contacts_of_the_site_are_printed_and_the_emergency_number_is_left_to_write() -> None:
    found = lines(make_release(CLINIC))
    assert found[found.index("Who to call") + 1 :][:5] == [
        "ClinicDay unit, ward 4", "Where12 Long Road", "By day01 23 45 67 89", "By night01 98 76 54 32", "Emergency____",
    ]  # fmt: skip


# --- what to know


@pytest.mark.parametrize(
    "sentence",
    [
        "The nurse gives you the tablets at the clinic.",
        "Take no extra acetaminophen (paracetamol) that day unless the clinic says so.",
        "Do not drive home. One of the medicines can make you sleepy.",
        "During the infusion: tell the nurse at once.",
        "At home: call the clinic at once, by day or by night.",
        "Tell any blood bank, and anyone who takes a blood sample for a transfusion.",
        "Tell them now and for 6 months after your last infusion.",
        "Your treatment is called isatuximab.",
        "Import the calendar file into a calendar of its own. Delete that calendar before you import a newer file.",
        "Your calendar may not remind you. Set your own reminder.",
        "When you get a newer sheet, throw this one away.",
        "If you cannot come on one of these days, call the clinic.",
    ],
)
@pytest.mark.parametrize("cycles", [1, 2])
def test_the_sheet_says(cycles: int, sentence: str) -> None:
    assert sentence in text(make_release(cycles=cycles))


# Words that a reader of eleven does not know, or that mean something else to a clinic.
JARGON = (
    "administer", "adverse", "antibody", "antihistamine", "appointment", "approximately", "cycle", "discontinue", "dosage", "dose",
    "hypersensitivity", "indirect", "intravenous", "medication", "monitor", "omitted", "oral", "premedication", "protocol", "provisional",
    "pyrexia", "regimen", "rescheduled", "scheduled", "symptom", "toxicity", "trial",
)  # fmt: skip


def test_the_words_are_plain_and_the_sentences_short() -> None:
    changed = make_release(CLINIC, **TIMED, changes=[move("C1D15", "2027-01-20"), omit("C1D22"), stop("C2D15")])
    found = text(changed)
    assert [word for word in JARGON if re.search(rf"\b{word}", found.lower())] == []
    told = found[found.index("If you cannot come") :]
    sentences = re.split(r"[.:?]\s+|\n", told)
    assert max(len(sentence.split()) for sentence in sentences) <= 20


# --- the month view


def test_there_is_a_month_view_for_each_month_with_a_visit() -> None:
    assert list(months(make_release())) == ["January 2027", "February 2027"]
    assert list(months(make_release(start="2027-12-09", weighed="2027-12-08"))) == ["December 2027", "January 2028"]
    assert list(months(make_release(start="2027-01-28"))) == ["January 2027", "February 2027", "March 2027"]


def test_a_month_view_has_every_day_under_its_weekday() -> None:
    found = columns(months(make_release(start="2028-02-29", weighed="2028-02-28"))["February 2028"])
    # 1 February 2028 is a Tuesday, and the year is a leap year.
    assert found == {str(day): WEEK[day % 7] for day in range(1, 30)}


def test_each_visit_is_marked_by_its_frame_its_name_and_its_time() -> None:
    found = months(make_release(**TIMED))
    assert drawn(found["January 2027"]) == {
        "1": "fixed: 4 09:00 Visit 1", "2": "fixed: 11 09:00 Visit 2", "3": "fixed: 18 09:00 Visit 3", "4": "fixed: 25 09:00 Visit 4",
    }  # fmt: skip
    assert drawn(found["February 2027"])["5"] == "open: 1 09:00 Visit 5 may change"


def test_a_month_view_is_told_in_words_to_those_who_do_not_see_it() -> None:
    month = months(make_release(**TIMED, changes=[omit("C2D22")]))["February 2027"]
    assert month.attrib["role"] == "img"
    assert month.attrib["aria-labelledby"].split() == [month[0].attrib["id"], month[1].attrib["id"]]
    told = str(month.findtext(f"{SVG}desc"))
    assert told.startswith("Visit 5, Monday 1 February 2027, arrive at 09:00, may change.")
    assert told.strip().endswith("Visit 8, Monday 22 February 2027, cancelled.")


def test_a_visit_on_a_day_that_a_cancelled_one_left_is_the_one_drawn() -> None:
    # C1D8 falls out, and C1D15 comes a week early, to the same Monday 11 January.
    month = months(make_release(changes=[omit("C1D8"), move("C1D15", "2027-01-11", following="keep")]))["January 2027"]
    assert drawn(month) == {"1": "fixed: 4 Visit 1", "3": "fixed: 11 Visit 3", "4": "fixed: 25 Visit 4"}


def test_visits_on_a_weekend_are_drawn_under_it() -> None:
    month = months(make_release(start="2027-05-01"))["May 2027"]  # a Saturday
    assert columns(month)["1"] == "Saturday"
    assert columns(month)["29"] == "Saturday"
    assert columns(month)["31"] == "Monday"


# --- on paper


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("start", ["2027-01-04", "2027-01-14", "2027-01-28", "2027-12-09", "2028-02-29"])
def test_two_cycles_fit_three_pages_that_each_carry_label_revision_fingerprint_and_page(paper: str, start: str) -> None:
    release = make_release(CLINIC, **TIMED, start=start, weighed=start, label="ISLAY-007")
    pages = page_texts(pdf(release, paper))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        for words in ("ISLAY-007", "Plan revision 1", f"Page {number} of 3", "Draft: not yet checked"):
            assert words in page
        assert re.search(r"Fingerprint (?:[0-9A-F]{4}-){2}[0-9A-F]{4}", page)


def test_the_band_stays_on_every_page_when_every_line_is_as_long_as_it_may_be() -> None:
    label = "ISLAY-007 " + "a long label " * 5 + "end"
    long = "A line as long as a site file may hold, with words that say where to go and which bell to ring at night, on the left."
    pages = page_texts(pdf(make_release(dict.fromkeys(CLINIC, long), **TIMED, label=label, start="2027-01-28"), "letter"))
    assert all("ISLAY-007" in page and "Fingerprint" in page for page in pages)


def test_text_is_at_least_14_points_and_at_least_11_in_the_month_view() -> None:
    document = pdf(make_release(CLINIC, **TIMED, label="ISLAY-007"))
    for page in document:
        found = page.get_textpage()
        whole = found.get_text_range()
        band_or_number = re.compile(
            r"For the patient|ISLAY|Patient|Born|Affix|isatuximab, NCT|8 clinic visits$|Regimen|Issued|Page \d of \d"
        )
        month = re.compile(r"^[\d: ]+$|^Monday Tuesday|^Visit \d$|^may change$|^(January|February) 2027$")
        place = 0
        for line in whole.split("\r\n"):
            sizes = [char_size(found, place + i) for i, char in enumerate(line) if not char.isspace()]
            place += len(line) + 2
            if line.strip() and not band_or_number.match(line):
                assert min(sizes) >= (11 if month.match(line.strip()) else 14), line


def char_size(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    return round(float(matrix.d * raw.FPDFText_GetFontSize(textpage, index)), 2)


def test_a_checked_sheet_is_no_draft_and_a_void_one_says_not_to_use_it() -> None:
    draft = make_release()
    checked = make_release(checks=[{"revision": 1, "by": "CD", "on": "2026-12-19", "fingerprint": draft.fingerprint}])
    assert "not checked yet" in text(draft)
    assert "checked" not in text(checked)
    assert "Draft" not in render_sheet(checked, "patient").split("<body")[1]
    assert "Do not use this sheet. A newer one replaces it." in text(replace(checked, void=True))
    assert "Void" in render_sheet(replace(checked, void=True), "patient").split("<body")[1]


def test_a_reprint_says_which_days_are_over() -> None:
    found = visit_lines(make_release(**TIMED, issued=datetime(2027, 1, 12, 9, tzinfo=UTC)))
    assert [line.endswith("This day is over") for line in found] == [True, True, False, False, False, False, False, False]
    assert "Arrive" not in "".join(found[:2])


def test_when_no_visit_is_left_the_sheet_says_so_and_asks_nobody_to_wait() -> None:
    # Stopped from C1D15 on; issued on 19 January, after C1D8.
    release = make_release(**TIMED, changes=[stop("C1D15", "2027-01-12")], issued=datetime(2027, 1, 19, 9, tzinfo=UTC))
    found = text(release)
    assert "No further visits are planned. If you did not expect this, or have a question, call the clinic." in found
    for words in ("Wait for", "Your weight", "72.5", "Arrive at", "What happens at a visit", "On the day of a visit", "If you cannot come"):
        assert words not in found
    assert "At home: call the clinic at once" in found
    assert "for 6 months after your last infusion" in found
    assert "No further visits" not in text(make_release(changes=[stop("C1D15")]))


def test_the_sheet_holds_no_style_attribute_and_no_script() -> None:
    page = render_sheet(make_release(CLINIC, **TIMED), "patient").split("</style>")[1]
    assert not re.search(r"\sstyle=|<script|<img|<link|\son\w+=", page)


def test_in_a_browser_the_band_is_printed_on_every_page_and_a_narrow_screen_needs_no_scrolling_aside(browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(render_sheet(make_release(CLINIC, **TIMED, label="ISLAY-007"), "patient"))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    printed = page_texts(pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4"))))
    page.close()
    assert len(printed) == 3
    assert all("ISLAY-007" in each and "Fingerprint" in each for each in printed)
