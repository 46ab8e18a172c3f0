"""Labels of bags and injections: which there are, what stands on them, that it fits, and that their codes read back.

The patient of `tests/plans.py` weighs 72.5 kg: 1,450 mg in 72.5 mL, and in two bags 36.3 mL, 726 mg, and 36.2 mL, 724 mg, by hand in
`tests/worked/test_two_bags.py`. Dexamethasone and acetaminophen are swallowed, so that no label is made of them.
"""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from dosing import wording
from dosing.catalogue import NoSuchFile, Wanted, render_file
from dosing.releases import Release
from dosing.views.labels import labels_of, render_labels
from dosing.views.layout.printed import labelled
from tests import plans
from tests.doors.command import text_of
from tests.plans import COURSE_ID, checked, make_release, rates
from tests.unit.views.measure import smallest_text
from tests.unit.views.read_sheets import SECOND_BAG

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHONE = {"day_phone": "+44 20 7946 0000, extension 1234"}
CLINIC = {"name": "St Mary's pharmacy", "day_phone": "+44 20 7946 0000"}
NAMED: dict[str, Any] = {"label": "ISLAY-007", "born": "1990-03-05", "time": "10:00", "time_zone": "Europe/Paris"}
TWO = {"bag": {"count": 2}}
FAMOTIDINE = plans.slots(h2_blocker={"drug": "famotidine"})
INJECTED = plans.slots(
    h2_blocker={"drug": "famotidine", "product_mg": "20", "product_ml": "2", "dilute_to_ml": "100"},
    steroid={"drug": "dexamethasone", "route": "intravenous", "form": "phosphate"},
)
REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}
UNREVIEWED = (
    "Nobody at the site has compared the values of label-10-us-kd with their source, so that no visit is printed; "
    "write who did as [[reviews]] in the site file, and put that in force."
)
FIRST_CYCLE = ["C1D1", "C1D8", "C1D15", "C1D22"]  # those of the second wait for a weight
# What is typed may be this long; these letters are the widest.
LONGEST: dict[str, Any] = {**NAMED, "label": "Щ" * 80, "born": "1990-09-24"}
LONGEST_HEAD = {"name": "Щ" * 120, "day_phone": "0" * 120}


def of(site: dict[str, Any] | None = None, *, letterhead: dict[str, Any] | None = None, **course: Any) -> Release:
    """A checked release of the patient."""
    return checked(make_release(site, letterhead=letterhead, **course))


def pdf(release: Release, name: str = "labels-single.pdf", paper: Any = "a4") -> pypdfium2.PdfDocument:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    return pypdfium2.PdfDocument(render_file(release, name, Wanted(paper=paper)))


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().replace("\N{NO-BREAK SPACE}", " ").split()) for page in document]


def codes(release: Release, visit: str) -> list[str]:
    return [label.code.text for each in release.plan.visits if each.visit == visit for label in labels_of(release, each)]


# Which there are


def test_each_bag_and_each_injection_of_a_visit_has_a_label_and_what_is_swallowed_has_none() -> None:
    one = of()
    end = f" {wording.fingerprint(one.fingerprint)}"
    begin = f"dosing-label/1 {COURSE_ID} r1 C1D8 "
    assert codes(one, "C1D8") == [
        begin + "bag-1/1 1450mg" + end,
        begin + "h2_blocker 50mg" + end,
        begin + "antihistamine 25mg" + end,
    ]
    two = of(TWO)
    end = f" {wording.fingerprint(two.fingerprint)}"
    assert codes(two, "C1D8")[:2] == [begin + "bag-1/2 726mg" + end, begin + "bag-2/2 724mg" + end]
    injected = of(INJECTED)
    assert [code.split()[4:6] for code in codes(injected, "C1D1")] == [
        ["bag-1/1", "1450mg"],
        ["steroid", "20mg"],
        ["h2_blocker", "20mg"],
        ["antihistamine", "25mg"],
    ]


def test_visits_that_are_checked_and_still_to_come_have_labels_and_those_that_wait_for_a_weight_have_none() -> None:
    assert [visit.visit for visit in labelled(of())] == FIRST_CYCLE
    later = checked(make_release(issued=datetime(2027, 1, 12, 9, tzinfo=UTC)))
    assert [visit.visit for visit in labelled(later)] == ["C1D15", "C1D22"]
    omitted = checked(make_release(changes=[plans.omit("C1D8")]))
    assert [visit.visit for visit in labelled(omitted)] == ["C1D1", "C1D15", "C1D22"]


@pytest.mark.hazard("H-39")
@pytest.mark.parametrize(
    ("release", "why"),
    [
        (make_release, "C1D1 is not checked yet, so that it has no labels; have somebody else check it, and print them then."),
        (lambda: replace(of(), void=True), "An older revision has no labels; print them of the newest one."),
        (
            lambda: checked(make_release(regimen="label-10-us-kd", cycles=1)),
            UNREVIEWED,
        ),
        (
            lambda: checked(make_release(cycles=1, issued=datetime(2027, 3, 1, 9, tzinfo=UTC))),
            "C1D22 is over, so that it has no labels; print those of a visit that is still to come.",
        ),
    ],
)
def test_a_draft_a_void_plan_data_that_nobody_reviewed_and_a_course_that_is_over_have_none(release: Any, why: str) -> None:
    made = release()
    assert labelled(made) == ()
    for name in ("labels.html", "labels-single.pdf"):
        with pytest.raises(NoSuchFile) as raised:
            render_file(made, name)
        assert str(raised.value) == why


# What stands on them


def said(release: Release, visit: str) -> str:
    return text_of(render_labels(release, paper="label", visit=visit, fonts=False)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.hazard("H-08")
def test_a_label_of_a_bag_says_whose_what_how_much_in_what_by_which_route_and_when() -> None:
    words = said(of(plans.ORDER_RATES, letterhead=CLINIC, **NAMED), "C1D8").partition("ranitidine")[0]
    for told in (
        "ISLAY-007 Born 5 March 1990",
        "isatuximab 1,450 mg",
        "72.5 mL in sodium chloride 0.9%",
        "Final volume 250 mL, 5.8 mg/mL",  # 1,450 / 250
        "Intravenous; start at 25 mL per hour",  # no infusion before it is recorded, so that the first steps are used again
        "C1D8 , Mon 11 Jan 2027, infusion 10:00",
        "Prepared at Use by at",
        "Batch Store By",
    ):
        assert told in words, told


def test_dose_and_drug_are_in_bold_with_their_tall_letters() -> None:
    html = render_labels(of(), paper="a4", fonts=False)
    nbsp = "\N{NO-BREAK SPACE}"
    assert f'<p class="drug">isatuximab 1,450{nbsp}mg</p>' in html
    assert f'<p class="drug">diphenhydrAMINE 25{nbsp}mg</p>' in html
    assert ".one-label .drug { font-size: 13pt; font-weight: 700;" in html


def test_two_bags_say_which_of_the_two_they_are_and_the_second_has_its_rate_from_the_order() -> None:
    words = said(of({**plans.ORDER_RATES, **TWO}), "C1D1")
    first, second = words.partition("Bag 2 of 2")[::2]
    assert "isatuximab 726 mg Bag 1 of 2 ; 1,450 mg in all 36.3 mL in sodium chloride 0.9%" in first
    assert "start at 25 mL per hour" in first
    assert "; 1,450 mg in all 36.2 mL in sodium chloride 0.9%" in second
    assert "rate as ordered" in second.partition("ranitidine")[0]


def test_without_rates_a_bag_says_as_ordered() -> None:
    assert "Intravenous; rate as ordered" in said(of(), "C1D1")


def test_an_injection_says_what_it_stands_in_for_how_its_dose_is_stated_and_how_it_is_made_where_the_site_says_so() -> None:
    words = said(of(INJECTED, **NAMED), "C1D1")
    assert "dexamethasone 20 mg stated as phosphate Draw mL to mL with Intravenous C1D1 , Mon 4 Jan 2027, due 09:15" in words
    famotidine = "famotidine 20 mg substituted for ranitidine Draw mL of 20 mg in 2 mL to 100 mL with Intravenous, over at least 2 min"
    assert famotidine in words
    assert "C1D1 , Mon 4 Jan 2027, 30 min before" in said(of(), "C1D1")


# EU Regulation 536/2014, Annex VI A.1: contact with telephone; name, strength, form, route, quantity; batch; trial; subject and visit;
# investigator; directions; for clinical trial use only; storage; period of use.
def test_a_label_of_a_trial_holds_every_field_that_the_law_asks_for_or_a_blank() -> None:
    words = said(of(), "C1D1")
    for told in (
        "Contact", "Telephone", "isatuximab", "5.8 mg/mL", "Intravenous", "250 mL", "Batch", "NCT02999633", "Subject", "C1D1",
        "Investigator", "rate as ordered", "For clinical trial use only.", "Store", "Use by",
    ):  # fmt: skip
        assert told in words, told
    given = said(of(letterhead=CLINIC), "C1D1")
    assert "For clinical trial use only. St Mary's pharmacy Telephone +44 20 7946 0000" in given
    assert "Contact" not in given


def test_a_label_of_a_regimen_that_is_no_trial_asks_for_no_subject_and_no_investigator() -> None:
    words = said(of(REVIEWED, regimen="label-10-us-kd", cycles=1), "C1D1")
    assert "isatuximab 726 mg" in words  # 10 mg/kg x 72.5 kg = 725 mg; 36.25 mL, half up to 36.3 mL
    for never in ("Subject", "Investigator", "For clinical trial use only"):
        assert never not in words


# On paper


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_a_sheet_holds_one_visit_of_one_patient_and_says_which(paper: str, size: tuple[int, int]) -> None:
    release = of(INJECTED, letterhead=CLINIC, **NAMED)
    document = pdf(release, "labels.pdf", paper)
    assert {(round(page.get_width()), round(page.get_height())) for page in document} == {size}
    found = texts(document)
    assert [page.split()[1].rstrip(",") for page in found] == FIRST_CYCLE
    for number, (name, page) in enumerate(zip(FIRST_CYCLE, found, strict=True), 1):
        assert page.count("isatuximab 1,450 mg") == 1
        assert page.count("For clinical trial use only.") == 4
        assert not any(f"{other}," in page for other in FIRST_CYCLE if other != name)
        for words in ("for ISLAY-007, born 5 March 1990", "plan revision 1", "recalculated by CD", f"Page {number} of 4"):
            assert words in page


def test_a_label_by_itself_is_100_by_60_mm_and_each_has_a_page() -> None:
    document = pdf(of(TWO, **NAMED), "labels-C1D8-single.pdf")
    assert {(round(page.get_width(), 1), round(page.get_height(), 1)) for page in document} == {(283.5, 170.1)}  # in points
    assert [page.partition("mg")[0].split()[-2] for page in texts(document)] == [
        "isatuximab",
        "isatuximab",
        "ranitidine",
        "diphenhydrAMINE",
    ]


SITES = {"one bag": {}, "two bags": {**plans.ORDER_RATES, **TWO}, "injections": {**TWO, **INJECTED}, "famotidine": FAMOTIDINE}
COURSES = {"blank": ({}, {}), "named": (NAMED, CLINIC), "longest": (LONGEST, LONGEST_HEAD)}


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("course", COURSES)
def test_everything_stands_inside_its_own_label(site: str, course: str) -> None:
    typed, head = COURSES[course]
    release = of(SITES[site], letterhead=head, **typed)
    document = pdf(release, "labels-C1D1-single.pdf")
    assert len(document) == len(codes(release, "C1D1"))
    for page in document:
        found = page.get_textpage()
        for index in range(found.count_rects()):
            left, bottom, right, top = found.get_rect(index)
            assert 0 < left < right < page.get_width()
            assert 1 < bottom < top < page.get_height()
        assert wording.fingerprint(release.fingerprint) in texts(document)[0]  # which comes last


BELOW_ITS_LABEL = """() => [...document.querySelectorAll(".one-label")].map(
    label => label.lastElementChild.getBoundingClientRect().bottom - label.getBoundingClientRect().bottom)"""


def test_in_a_browser_everything_stands_inside_its_own_label_too(browser: "Browser") -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    for site, (typed, head) in [(site, course) for site in SITES.values() for course in COURSES.values()]:
        release = of(site, letterhead=head, **typed)
        page.set_content(render_labels(release, paper="a4"))
        assert max(page.evaluate(BELOW_ITS_LABEL)) <= 0
        page.set_content(render_labels(release, paper="label", visit="C1D1"))
        printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed) == len(codes(release, "C1D1"))
        assert {(round(each.get_width()), round(each.get_height())) for each in printed} == {(283, 170)}
    page.close()


def test_the_same_release_gives_the_same_bytes() -> None:
    for name in ("labels.html", "labels-C1D8-single.html"):
        assert render_file(of(**NAMED), name) == render_file(of(**NAMED), name)
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    assert render_file(of(**NAMED), "labels.pdf") == render_file(of(**NAMED), "labels.pdf")


# Codes


def read_back(document: pypdfium2.PdfDocument, dots_an_inch: int, number: int = 0) -> list[str]:
    """The codes that a scanner reads from a page printed at so many dots an inch, black on white without grey."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed (pip install 'dosing[test]')")
    printed = document[number].render(scale=dots_an_inch / 72, grayscale=True).to_pil().point(lambda grey: 255 if grey > 127 else 0)
    return [found.text for found in zxingcpp.read_barcodes(printed)]


@pytest.mark.parametrize("dots_an_inch", [203, 300])
@pytest.mark.parametrize("course", COURSES)
def test_codes_read_back_from_the_printed_page(dots_an_inch: int, course: str) -> None:
    typed, head = COURSES[course]
    release = of(TWO, letterhead=head, **typed)
    end = f" {wording.fingerprint(release.fingerprint)}"
    begin = f"dosing-label/1 {COURSE_ID} r1 C1D8 "
    expected = [
        begin + "bag-1/2 726mg" + end,
        begin + "bag-2/2 724mg" + end,
        begin + "h2_blocker 50mg" + end,
        begin + "antihistamine 25mg" + end,
    ]
    alone = pdf(release, "labels-C1D8-single.pdf")
    assert [read_back(alone, dots_an_inch, number) for number in range(len(alone))] == [[code] for code in expected]
    for paper in ("a4", "letter"):
        assert sorted(read_back(pdf(release, "labels-C1D8.pdf", paper), dots_an_inch)) == sorted(expected)


def test_a_code_holds_no_patient_label_no_birth_date_and_no_day() -> None:
    for code in codes(of(TWO, **NAMED), "C1D8"):
        assert not any(never in code for never in ("ISLAY", "007 ", "1990", "2027", "isatuximab"))


# When a bag begins, and how small its letters are


def test_the_second_bag_says_when_its_own_first_step_begins_or_has_a_blank() -> None:
    # 250 mL at the order's first steps: 25 + 25 + 37.5 + 50 + 62.5 mL in 60 + 4 x 30 min, then 50 mL at 150 mL an hour in 20 min.
    known = rates(second_bag=SECOND_BAG)
    words = said(of({**known, **TWO}, **NAMED), "C1D1").partition("Bag 2 of 2")
    assert "start 10:00" in words[0]
    assert "start 13:20" in words[2].partition("ranitidine")[0]
    unknown = said(of({**plans.ORDER_RATES, **TWO}, **NAMED), "C1D1").partition("Bag 2 of 2")[2].partition("ranitidine")[0]
    assert "start Prepared" in unknown
    assert "10:00" not in unknown


def test_letters_are_of_7_points_at_least_also_where_much_was_typed() -> None:
    much = {**NAMED, "label": "Maria Constantinopolitanska Alexandrescu-Wintersteiner of ward 12"}
    release = of(TWO, letterhead={"name": "Pharmacy of the university hospital of the northern district, trials unit", **PHONE}, **much)
    for page in pdf(release, "labels-C1D1-single.pdf"):
        assert smallest_text(page) >= 7
        assert "Constantinopolitanska" in " ".join(texts([page]))
