"""A regimen that nobody shipped is planned, changed, printed and recalculated from its tables alone, worked by hand.

Cycles of 21 days from Monday 4 January 2027; days 1, 8 and 15, then 1 and 11, then 1: 4, 11, 18 and 25 January, 4 and 15 February.

    7.5 mg/kg x 64.3 kg = 482.25 mg;  / 15 = 32.15 mL, so 32.2 mL;  x 15 = 483 mg;  0.75 / 482.25 = +0.16%
    483 mg: 420 + 120 = 540 mg, 57 mg discarded (5 x 120 would discard 117);  32.2 mL = 28 mL and 4.2 mL of a 120 mg vial
    whole vials: 4 x 120 = 480 mg, -2.25 / 482.25 = -0.47%, and 540 mg, +57.75 / 482.25 = +11.98%;  483 / 250 = 1.932 mg/mL

    66 kg: 495 mg, 33 mL;  420 + 120 = 540 mg, 45 mg discarded;  28 mL and 5 mL;  495 / 250 = 1.98 mg/mL
"""

import html
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pypdfium2
import pytest

from dosing.catalogue import Wanted, render_files, rows
from dosing.formats.shipped import newest_regimen, regimen_ids
from dosing.recheck import recheck, unknown_regimen
from dosing.releases import Release
from tests import plans
from tests.plans import extend, move, omit, outcome, retime, reweigh, undo, visit
from tests.regimens import six_visits
from tests.regimens.six_visits import plan, released

DAYS = {
    "C1D1": "2027-01-04",
    "C1D8": "2027-01-11",
    "C1D15": "2027-01-18",
    "C2D1": "2027-01-25",
    "C2D11": "2027-02-04",
    "C3D1": "2027-02-15",
}

# Another site file: two bags, no leukotriene antagonist, an injected corticosteroid, another antiemetic.
OTHER_SITE: dict[str, Any] = {
    **six_visits.DECIDED,
    "bag": {**six_visits.DECIDED["bag"], "count": 2},
    "premedications": {
        "leukotriene": {"drug": "none", "reason": "not stocked"},
        "corticosteroid": {"route": "intravenous", "form": "succinate"},
        "nausea": {"drug": "ondansetron"},
    },
}

# One course with every kind of change.
CHANGES = [
    outcome("C1D1", "2027-01-04"),
    move("C1D8", "2027-01-13", "2027-01-10"),  # two days later, and all after it
    outcome("C1D8", "2027-01-13", given_ml="120"),
    retime("C1D15", "11:30", "2027-01-14"),
    reweigh("66kg", "2027-01-26"),
    omit("C2D11", "2027-02-05"),
    extend("2027-02-06"),
    plans.change("resite", "2027-02-10", site=six_visits.site(OTHER_SITE)),
    plans.stop("C4D1", "2027-02-10"),
    undo("2027-02-10"),
]
TENTH_OF_FEBRUARY = datetime(2027, 2, 10, 9, tzinfo=UTC)


@cache
def begun() -> Release:
    return released()


@cache
def changed() -> Release:
    return released(issued=TENTH_OF_FEBRUARY, changes=CHANGES)


def drawn(release: Release, name: str) -> list[tuple[int, int, Decimal | None]]:
    """How each strength is drawn: mg, vials drawn whole, mL of one more."""
    return [(int(each.strength_mg), each.whole, each.part_ml) for each in visit(release.plan, name).study_drug.draw]


def clocks(release: Release, name: str) -> dict[str, str]:
    """The moments of a visit and of what is given before it."""
    found = visit(release.plan, name)
    moments = {each.drug: each.due for each in found.premedications}
    moments |= {key: getattr(found, key) for key in ("arrival", "start_not_before", "start_not_after", "infusion_start", "planned_end")}
    return {key: f"{moment:%H:%M}" for key, moment in moments.items()}


# Planned


def test_six_visits_on_the_days_of_their_cycles():
    assert plans.dates(begun().plan) == DAYS
    assert [each.own_interval for each in begun().plan.visits] == [0, 7, 7, 7, 10, 11]
    assert [each.provisional for each in begun().plan.visits] == [False] * 3 + [True] * 3  # 2 January is long before cycle 2


def test_the_dose_comes_from_the_regimens_own_vials():
    drug = visit(begun().plan, "C1D1").study_drug
    assert (drug.drug, drug.mg_per_kg, drug.mg_per_ml) == ("trialumab", Decimal("7.5"), 15)
    assert (drug.calculated_mg, drug.volume_ml, drug.rounded_mg, drug.deviation_percent) == (
        Decimal("482.25"), Decimal("32.2"), 483, Decimal("0.16"),
    )  # fmt: skip
    assert [(each.strength_mg, each.volume_ml, each.count) for each in drug.vials] == [(420, 28, 1), (120, 8, 1)]
    assert drawn(begun(), "C1D1") == [(420, 1, None), (120, 0, Decimal("4.2"))]
    assert drug.discard_mg == 57
    assert [(each.total_mg, each.deviation_percent) for each in drug.whole_vial_totals] == [
        (480, Decimal("-0.47")),
        (540, Decimal("11.98")),
    ]
    assert [(bag.drug_ml, bag.remove_ml, bag.concentration_mg_per_ml) for bag in drug.bags] == [
        (Decimal("32.2"), Decimal("32.2"), Decimal("1.932"))
    ]


def test_five_premedications_by_mouth_and_into_a_vein():
    # Clemastine at most 0.8 mg a minute: 2 / 0.8 = 2.5, so 3 min. Ibuprofen is 200 mg from 65 years on, the day of C1D8.
    given = [
        (each.slot, each.drug, str(each.dose_mg), each.route, each.minutes_before, each.give_over_minutes)
        for each in visit(begun().plan, "C1D1").premedications
    ]
    assert given == [
        ("leukotriene", "montelukast", "10", "oral", 90, None),
        ("corticosteroid", "hydrocortisone", "100", "oral", 60, None),
        ("fever", "ibuprofen", "400", "oral", 60, None),
        ("antihistamine", "clemastine", "2", "intravenous", 20, 3),
        ("nausea", "granisetron", "1", "intravenous", 20, 5),
    ]
    doses = [str(each.dose_mg) for one in begun().plan.visits for each in one.premedications if each.drug == "ibuprofen"]
    assert doses == ["400", "200", "200", "200", "200", "200"]


def test_every_moment_follows_the_regimens_own_lead_times():
    # Not before the latest of 08:30 + 60, 09:00 + 20, 09:00 + 30, 09:40 + 15 and 09:40 + 10 min, not after the earliest of
    # 08:30 + 180, 09:00 + 90, 09:00 + 120, 09:40 + 45 and 09:40 + 60 min. From 08:15 on 300 min.
    assert clocks(begun(), "C1D1") == {
        "montelukast": "08:30",
        "hydrocortisone": "09:00",
        "ibuprofen": "09:00",
        "clemastine": "09:40",
        "granisetron": "09:40",
        "arrival": "08:15",
        "start_not_before": "09:55",
        "start_not_after": "10:25",
        "infusion_start": "10:00",
        "planned_end": "13:15",
    }


def test_the_rates_are_held_to_the_regimens_own_limits():
    # 1.932 mg/mL: 50 and 200 mL an hour; its label's 5 mg/kg are 64.3 x 5 / 250 x 200 = 257.2 mg an hour.
    infusion = visit(begun().plan, "C1D1").infusion
    assert [(str(step.mg_per_hour), str(step.minutes)) for step in infusion.steps] == [("96.60", "60.00"), ("386.40", "60.00")]
    assert (infusion.minutes, infusion.label_mg_per_hour) == (120, Decimal("257.2"))
    for faster in (
        {"first": [{"rate": "50.1", "minutes": 60}, {"rate": "190"}]},
        {"first": [{"rate": "50", "minutes": 59}, {"rate": "200"}]},
    ):
        profile = six_visits.ORDER | faster
        with pytest.raises(plans.InputError, match="order-6 for the first infusion"):
            plan({"infusion": {**six_visits.RATES["infusion"], "profiles": [profile]}})


REFUSED = [
    ("a vial of another regimen", {"vials": [{"strength_mg": "500", "volume_ml": "25"}]}, "no-such-vial"),
    ("the pen", {"vials": [{"strength_mg": "900", "volume_ml": "60"}]}, "subcutaneous-vial"),
    ("a slot of another regimen", plans.slots(steroid={"dose_mg": "20"}), "no-such-slot"),
    ("a drug that the slot does not take", plans.slots(fever={"drug": "granisetron"}), "no-slot-takes-it"),
    ("a needed one left out", plans.slots(fever={"drug": "none", "reason": "none is stocked"}), "slot-needed"),
    ("a dose between two", plans.slots(fever={"dose_mg": "300"}), "not-a-choice"),
    ("a minute less than the regimen has", plans.slots(leukotriene={"minutes_before": 59}), "out-of-bounds"),
    ("an injection without its form", plans.slots(corticosteroid={"route": "intravenous"}), "form-missing"),
    (
        "the shipped label's steps",
        {"infusion": {"profile": "label-250ml", "compared_by": "CD", "compared_on": "2026-12-01"}},
        "rates-follow",
    ),
]


@pytest.mark.parametrize(("own", "code"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_a_site_is_held_against_this_regimen_and_no_other(own, code):
    with pytest.raises(plans.InputError) as told:
        plan(own)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("course", "code"),
    [({"cycles": 6}, "no-such-cycles"), ({"born": None}, "born-for-dose"), ({"entry": {"transplant": "none"}}, "fact-not-asked")],
)
def test_a_course_is_held_against_this_regimen_and_no_other(course, code):
    with pytest.raises(plans.InputError) as told:
        plan(**course)
    assert told.value.code == code


# Changed


def test_every_change_does_what_it_does_to_any_course():
    found = [
        (
            each.visit,
            f"{each.date:%m-%d}",
            each.status,
            each.study_drug and int(each.study_drug.rounded_mg),
            each.study_drug and len(each.study_drug.bags),
        )
        for each in changed().plan.visits
    ]
    assert found == [
        ("C1D1", "01-04", "planned", 483, 1),
        ("C1D8", "01-13", "moved", 483, 1),
        ("C1D15", "01-20", "moved", 483, 1),
        ("C2D1", "01-27", "moved", 495, 1),
        ("C2D11", "02-06", "omitted", None, None),
        ("C3D1", "02-17", "moved", 495, 2),
        ("C4D1", "03-10", "moved", 495, 2),  # 63 days after the start, and two
    ]
    assert changed().revision == 1 + len(CHANGES)
    assert f"{visit(changed().plan, 'C1D15').infusion_start:%H:%M}" == "11:30"


def test_a_new_weight_is_drawn_from_the_same_vials():
    drug = visit(changed().plan, "C2D1").study_drug
    assert (drug.calculated_mg, drug.volume_ml, drug.discard_mg, drug.bags[0].concentration_mg_per_ml) == (495, 33, 45, Decimal("1.98"))
    assert drawn(changed(), "C2D1") == [(420, 1, None), (120, 0, 5)]


def test_the_new_site_has_two_bags_and_other_premedications():
    # 33 mL are 330 steps of 0.1 mL: 16.5 mL, 247.5 mg and 0.99 mg/mL in each bag.
    last = visit(changed().plan, "C3D1")
    assert [(bag.drug_ml, bag.drug_mg, bag.concentration_mg_per_ml) for bag in last.study_drug.bags] == [
        (Decimal("16.5"), Decimal("247.5"), Decimal("0.99"))
    ] * 2
    assert [(each.drug, each.route, each.form, each.give_over_minutes, each.substituted_for) for each in last.premedications] == [
        ("hydrocortisone", "intravenous", "succinate", 3, None),
        ("ibuprofen", "oral", None, None, None),
        ("clemastine", "intravenous", None, 3, None),
        ("ondansetron", "intravenous", None, 15, "granisetron"),
    ]


def test_the_steps_follow_what_was_given():
    # C1D1 in full, so the second infusion's at C1D8; 120 mL of that, so the first's again; then nothing is recorded. From 10:00: 11:10 for
    # 70 min and 12:00 for 120; C1D15 starts at 11:30; without steps for the second bag nobody knows the end.
    found = [(each.visit, each.infusion.part, each.infusion.ends and f"{each.infusion.ends:%H:%M}") for each in changed().plan.active]
    assert found == [
        ("C1D1", "first", "12:00"),
        ("C1D8", "second", "11:10"),
        ("C1D15", "first", "13:30"),
        ("C2D1", "first", "12:00"),
        ("C3D1", "first", None),
        ("C4D1", "first", None),
    ]


def test_what_the_checks_say_of_it():
    # Longer than the protocol's: 9 days to C1D8 (7), 21 from C2D1 to C3D1 (11, since C2D11 is omitted). 4 January to 10 March are 65 days,
    # more than 9 weeks. 1.932 and 1.98 mg/mL at 200 or 300 mL an hour are faster than the label's; half of it in a bag is not.
    said = [(each.code, each.visit) for each in changed().findings]
    assert sorted(said, key=str) == sorted(
        [
            ("regimen-not-known", None),
            ("bag-prepared", "C2D1"),
            ("weigh-before-cycle", "C3D1"),
            ("weigh-before-cycle", "C4D1"),
            *(("rates-fast", name) for name in ("C1D1", "C1D8", "C1D15", "C2D1")),
            *(("rates-first-again", name) for name in ("C1D15", "C2D1", "C3D1", "C4D1")),
            ("qt-interval", None),
            ("entry-facts", None),
            ("made-up-drug", None),
            ("premedication-omitted", None),
            ("interval-long", "C1D8"),
            ("interval-long", "C3D1"),
            ("long-course", None),
            ("past-start", "C1D1"),
        ],
        key=str,
    )


# Recalculated


@pytest.mark.parametrize("made", [begun, changed])
def test_the_second_calculation_agrees_and_says_that_it_holds_no_record_of_it(made):
    document = json.loads(json.dumps(made().document))
    assert recheck(document) == []
    said = unknown_regimen(document)
    assert said is not None
    assert "'six-visits' revision 1" in said
    (finding,) = [each for each in made().findings if each.code == "regimen-not-known"]
    assert (finding.severity, finding.message) == ("caution", said)


@pytest.mark.parametrize(
    ("key", "value"), [("rounded_mg", "498"), ("volume_ml", "33.2"), ("discard_mg", "42"), ("deviation_percent", "0.61")]
)
def test_the_second_calculation_finds_another_number(key, value):
    document = json.loads(json.dumps(begun().document))
    document["visits"][0]["study_drug"][key] = value
    assert any(each.sentence for each in recheck(document))


def test_the_second_calculation_finds_another_premedication_or_day():
    document = json.loads(json.dumps(begun().document))
    document["visits"][1]["premedications"][2]["dose_mg"] = "400"  # ibuprofen on the 65th birthday
    assert recheck(document)
    document = json.loads(json.dumps(begun().document))
    document["visits"][4]["date"] = "2027-02-05"
    assert recheck(document)


# Printed

SHIPPED_DRUGS = ("isatuximab", "dexamethasone", "acetaminophen", "ranitidine", "famotidine", "diphenhydramine")
SHIPPED_WORDS = ("islay", "nct0", "sarclisa", "trial record", "h2 blocker", *SHIPPED_DRUGS)


@cache
def files(made: Any) -> dict[str, bytes]:
    return render_files(made(), Wanted(split=True))


def printed(name: str, content: bytes) -> str:
    """What a reader sees of a file, in one line."""
    if name.endswith(".pdf"):
        text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(content)))
    else:
        text = content.decode()
    if name.endswith(".ics"):
        text = text.replace("\r\n ", "")
    if name.endswith(".html"):
        text = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL))
    return re.sub(r"[\s\u00a0]+", " ", text)


@pytest.mark.parametrize("made", [begun, changed])
def test_every_file_of_the_catalogue_is_made(made):
    made_files = files(made)
    assert set(made_files) == {row.name for row in rows(made())}
    names = {
        "course.toml",
        "visits.ics",
        "pharmacy.html",
        "pharmacy.pdf",
        "nurse.html",
        "nurse.pdf",
        "patient.html",
        "patient.pdf",
        "plan.json",
    }
    assert names <= set(made_files)
    assert ("changes.html" in made_files) == ("changes.pdf" in made_files) == (made is changed)
    assert all(made_files.values())


def sheets(release: Release) -> dict[str, str]:
    """All that people read: what plan.json and course.toml hold is the whole site, its unused profiles and their sources too."""
    return {
        name: printed(name, content).lower()
        for name, content in render_files(release, Wanted(split=True)).items()
        if name not in ("plan.json", "course.toml")
    }


@pytest.mark.parametrize("made", [begun, changed])
def test_no_word_of_the_shipped_regimens_stands_on_any_sheet(made):
    for name, text in sheets(made()).items():
        assert [word for word in SHIPPED_WORDS if word in text] == [], name


def test_no_drug_and_no_trial_of_the_shipped_regimens_stands_on_a_sheet_where_the_site_has_decided_only_its_rates():
    for name, text in sheets(released(six_visits.RATES)).items():
        assert [word for word in ("nct0", *SHIPPED_DRUGS) if word in text] == [], name


def test_no_drug_of_a_shipped_regimen_is_a_drug_of_this_one():
    shipped = [newest_regimen(name) for name in regimen_ids()]
    drugs = {drug.drug for each in shipped for rule in each.slots for drug in rule.drugs} | {each.study_drug.drug for each in shipped}
    assert drugs == set(SHIPPED_DRUGS)
    own = six_visits.regimen()
    assert not drugs & {own.study_drug.drug, *(drug.drug for rule in own.slots for drug in rule.drugs)}


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_pharmacys_sheet_holds_the_dose_the_vials_and_the_words_of_the_regimen(kind):
    text = printed(f"pharmacy.{kind}", files(begun)[f"pharmacy.{kind}"])
    for said in (
        "trialumab",
        "482.25 mg",
        "32.2 mL",
        "483 mg",
        "420 mg",
        "120 mg",
        "1.932 mg/mL",
        "Test protocol 6 on preparation",
        "Swirl the vials for a minute",
    ):
        assert said in text, said
    assert "1 mL per kg" not in text  # 7.5 mg/kg at 15 mg in 1 mL are half a millilitre


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_nurses_sheet_holds_the_five_premedications_and_their_times(kind):
    text = printed(f"nurse.{kind}", files(begun)[f"nurse.{kind}"])
    for said in (
        "montelukast",
        "hydrocortisone",
        "ibuprofen",
        "clemastine",
        "granisetron",
        "08:30",
        "09:40",
        "09:55",
        "10:25",
        "Tuberculosis test before the first infusion",
    ):
        assert said in text, said


def test_the_patients_sheet_and_the_calendar_hold_the_days():
    patient = printed("patient.html", files(begun)["patient.html"])
    assert "Eat something before you come." in patient
    assert "months" not in patient  # no blood card: the regimen names no such time
    calendar = printed("visits.ics", files(begun)["visits.ics"])
    assert calendar.count("BEGIN:VEVENT") == 6
    assert re.findall(r"DTSTART:([0-9T]+)Z", calendar) == [f"{day.replace('-', '')}T071500" for day in DAYS.values()]  # 08:15 in Paris


def test_the_change_slip_says_the_last_change_and_the_calendar_drops_the_omitted_visit():
    assert "taken back" in printed("changes.html", files(changed)["changes.html"])
    calendar = printed("visits.ics", files(changed)["visits.ics"])
    assert calendar.count("BEGIN:VEVENT") == 7
    assert calendar.count("STATUS:CANCELLED") == 1
    assert json.loads(files(changed)["plan.json"])["inputs"]["regimen"]["id"] == "six-visits"


@cache
def weighed_again() -> Release:
    """The same with the weight that the third cycle, whose dose stands in two bags, waits for."""
    return released(issued=datetime(2027, 2, 17, 6, tzinfo=UTC), changes=[*CHANGES, reweigh("66kg", "2027-02-16")])


def test_two_bags_are_printed_with_the_regimens_words():
    assert "Both bags hang" not in printed("pharmacy.html", files(changed)["pharmacy.html"]), "their visits wait for a weight"
    text = printed("pharmacy.html", files(weighed_again)["pharmacy.html"])
    assert "Both bags hang on one line (test protocol 6)" in text
    assert "16.5 mL" in text
