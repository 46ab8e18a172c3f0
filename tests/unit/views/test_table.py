"""The plan as text for a terminal."""

from dataclasses import replace
from itertools import takewhile

from dosing.views.table import render_table
from tests import plans
from tests.plans import checked, make_release


def lines(**course) -> list[str]:
    return render_table(make_release(**course)).splitlines()


def rows(found: list[str], visit: str) -> list[str]:
    """The lines of one visit: from its name on, up to the next."""
    at = next(at for at, line in enumerate(found) if line.startswith(f"{visit} "))
    return [found[at], *takewhile(lambda line: line.startswith(" "), found[at + 1 :])]


def test_each_visit_stands_with_day_weight_dose_volume_vials_and_premedications():
    # 110.4 kg: 2,208 mg, 110.4 mL; 4 vials of 500 mg and 3 of 100 mg.
    first = rows(lines(weight="110.4kg", time="10:00", time_zone="Europe/Paris"), "C1D1")
    assert first[0].split("  ")[0] == "C1D1"
    for words in ("Mon 4 Jan 2027", "110.4 kg", "2,208 mg", "110.4 mL", "4 × 500 mg", "09:15 dexamethasone 20 mg oral"):
        assert words in first[0]
    for words in ("start 10:00", "3 × 100 mg", "09:15 acetaminophen 650 mg oral"):
        assert words in first[1]
    assert "diphenhydrAMINE 25 mg intravenous" in first[3]


def test_a_visit_that_does_not_take_place_has_one_line_and_says_so():
    assert rows(lines(changes=[plans.omit("C1D8")]), "C1D8") == ["C1D8   Mon 11 Jan 2027  omitted"]


def test_a_provisional_dose_says_so_below_its_weight():
    assert "provisional" in rows(lines(), "C2D1")[1]
    assert "provisional" not in "".join(rows(lines(), "C1D22"))


def test_the_head_names_plan_revision_fingerprint_and_whether_it_may_be_used():
    made = make_release(label="ISLAY-007")
    digits = made.fingerprint[:12].upper()
    head = render_table(made).splitlines()[:3]
    assert head == [
        "Isatuximab 20 mg/kg weekly, ISLAY trial (NCT02999633)",
        f"ISLAY-007, revision 1, fingerprint {digits[:4]}-{digits[4:8]}-{digits[8:]}, issued 3 January 2027, 09:00 UTC",
        "Draft: not yet checked.",
    ]
    assert render_table(checked(made)).splitlines()[2] == "Checked by CD."
    assert render_table(replace(made, void=True)).splitlines()[2] == "Void: replaced by a newer revision."


def test_findings_stand_below_with_their_words_most_severe_first():
    found = lines(weighed=None)
    words = [line.partition(":")[0] for line in found if line.startswith(("Caution:", "To find out:", "Note:"))]
    assert words == sorted(words, key=["Caution", "To find out", "Note"].index)
    assert {"Caution", "To find out", "Note"} == set(words)


def test_a_terminal_gets_no_character_that_it_cannot_break_and_no_line_that_ends_in_blanks():
    text = render_table(make_release(plans.ORDER_RATES, weight="110.4kg"))
    assert "\N{NO-BREAK SPACE}" not in text
    assert not any(line.endswith(" ") for line in text.splitlines())
    findings = text.splitlines()[text.splitlines().index("", 4) + 1 :]
    assert max(len(line) for line in findings) <= 100


def test_a_weight_typed_in_pounds_and_what_was_given_stand_in_their_columns():
    found = lines(weight="160lb", changes=[plans.outcome("C1D1", "2027-01-04", given_ml="90")])
    assert "72.57 kg, entered as 160 lb" in rows(found, "C1D1")[0]
    assert "given in part, 90 mL" in rows(found, "C1D1")[1]
    assert not any("given" in line for line in rows(found, "C1D8"))


def test_the_dose_is_headed_by_the_name_of_the_regimens_drug():
    heading = next(line for line in lines() if line.startswith("Visit "))
    assert heading.split() == ["Visit", "Date", "Weight", "isatuximab", "Volume", "Vials", "Premedications"]
