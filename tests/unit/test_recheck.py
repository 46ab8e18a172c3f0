import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosing.recheck import recheck
from dosing.recheck.compare import Disagreement
from tests.unit.recheck_documents import (
    PROSE,
    day_only,
    label_rates,
    numbers,
    one_more,
    paths,
    places,
    two_bags,
    visit,
    with_change,
    with_correction,
    with_input,
)

SOURCE = Path(__file__).parents[2] / "dosing" / "recheck"


DOCUMENTS = [label_rates, two_bags]
IS_PROSE = re.compile(rf"\.(?:{'|'.join(PROSE)})(?:[.\[]|$)")


@pytest.mark.parametrize("made", DOCUMENTS)
def test_a_document_worked_out_by_hand_is_confirmed_throughout(made: Callable[[], dict[str, Any]]) -> None:
    assert recheck(made()) == []


@pytest.mark.parametrize("name", ["C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"])
def test_every_number_of_a_visit_that_is_altered_is_named_by_its_own_path(name: str) -> None:
    document = label_rates()
    name_each_altered_number_of_a_visit(document, name)


@pytest.mark.parametrize("name", ["C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D15"])
def test_every_number_of_a_visit_with_two_bags_and_outcomes_is_named_by_its_own_path(name: str) -> None:
    name_each_altered_number_of_a_visit(two_bags(), name)


def name_each_altered_number_of_a_visit(document: dict[str, Any], name: str) -> None:
    altered = numbers(visit(document, name), f"visits.{name}")
    assert len(altered) > 60
    for container, key, path in altered:
        before = container[key]
        container[key] = one_more(before)
        # Better words in a citation change no fingerprint.
        assert paths(document) == ({path} if path.endswith(".citation") else {path, "release.fingerprint"})
        container[key] = before


def test_every_number_of_the_release_that_can_be_recalculated_is_named_by_its_own_path() -> None:
    document = label_rates()
    for container, key, path in numbers(document["release"], "release"):
        if path not in ("release.issued", "release.engine"):
            before = container[key]
            container[key] = one_more(before)
            assert paths(document) == {path}
            container[key] = before


def test_every_number_of_the_inputs_but_prose_that_is_altered_is_noticed() -> None:
    document = label_rates()
    for container, key, path in numbers(document["inputs"], "inputs"):
        before = container[key]
        container[key] = one_more(before)
        assert paths(document) or IS_PROSE.search(path), path
        container[key] = before


@pytest.mark.parametrize("made", DOCUMENTS)
def test_every_number_of_the_regimen_but_its_words_is_named_by_its_own_path(made: Callable[[], dict[str, Any]]) -> None:
    document = made()
    for container, key, path in numbers(document["inputs"]["regimen"], "inputs.regimen"):
        if not (IS_PROSE.search(path) or path.endswith((".id", ".reference", ".revision", ".code"))):
            before = container[key]
            container[key] = one_more(before)
            assert path in paths(document), path
            container[key] = before


def test_a_course_that_follows_another_revision_of_the_regimen_is_named() -> None:
    assert "inputs.course.regimen_revision" in paths(with_input(label_rates(), "regimen.revision", 2))


def test_a_number_where_a_text_belongs_is_named_although_it_is_the_same_number() -> None:
    document = label_rates()
    visit(document, "C1D15")["study_drug"]["rounded_mg"] = 1448
    found = next(found for found in recheck(document) if found.path == "visits.C1D15.study_drug.rounded_mg")
    assert found.sentence == 'C1D15 study_drug.rounded_mg is 1448 in the document; recalculated it is "1448".'


@pytest.mark.parametrize("written", ["72.40", "072.4", "7.24e1", "72,4", "+72.4", " 72.4", "７２.4"])
def test_an_amount_written_in_another_form_is_a_disagreement(written: str) -> None:
    document = label_rates()
    visit(document, "C1D1")["study_drug"]["volume_ml"] = written
    assert paths(document) == {"visits.C1D1.study_drug.volume_ml", "release.fingerprint"}


@pytest.mark.parametrize("written", [True, 1.0, "1"])
def test_a_count_that_is_not_a_whole_number_is_a_disagreement(written: object) -> None:
    document = label_rates()
    visit(document, "C1D1")["number"] = written
    assert "visits.C1D1.number" in paths(document)


def test_missing_and_surplus_keys_are_named() -> None:
    document = label_rates()
    del visit(document, "C1D8")["study_drug"]["discard_mg"]
    visit(document, "C1D8")["study_drug"]["rounded_ug"] = "1448000"
    sentences = {found.path: found.sentence for found in recheck(document)}
    missing, surplus = "visits.C1D8.study_drug.discard_mg", "visits.C1D8.study_drug.rounded_ug"
    assert sentences[missing] == "C1D8 study_drug.discard_mg is missing in the document; recalculated it is 52."
    assert sentences[surplus] == "C1D8 study_drug.rounded_ug is 1,448,000 in the document; the recalculation has nothing there."


def test_a_missing_and_a_surplus_visit_are_named() -> None:
    document = label_rates()
    last = document["visits"].pop()
    assert paths(document) == {"visits.C2D22", "release.fingerprint"}
    document["visits"] += [last, last]
    assert paths(document) == {"visits[8]", "release.fingerprint"}


def test_a_sentence_says_what_stands_in_the_document_and_what_it_should_be() -> None:
    found = Disagreement("visits.C1D15.study_drug.rounded_mg", "1460", "1448")
    assert found.sentence == "C1D15 study_drug.rounded_mg is 1,460 in the document; recalculated it is 1,448."


def test_a_sentence_prints_no_control_characters_of_a_tampered_document() -> None:
    document = label_rates()
    visit(document, "C1D1")["status"] = "\x1b[2Jplanned"
    visit(document, "C1D1")["\x1b[31m"] = 1
    assert all(found.sentence.isprintable() for found in recheck(document))


@pytest.mark.parametrize(
    ("issued", "past"),
    [
        ("2027-01-04T23:59:59Z", []),
        ("2027-01-05T00:00:00Z", ["C1D1"]),
        ("2027-02-22T12:00:00Z", ["C1D1", "C1D15", "C1D22", "C2D1", "C2D8"]),
    ],
)
def test_past_visits_are_those_before_the_day_of_issue_that_were_not_omitted_or_stopped(issued: str, past: list[str]) -> None:
    document = with_change(label_rates(), "omit", visit="C1D8", not_given=True)
    with_change(document, "stop", visit="C2D15")
    document["release"] |= {"issued": issued, "past": past}
    assert not any(path.startswith("release.past") for path in paths(document))


@pytest.mark.parametrize("issued", ["2027-02-30T10:00:00Z", "2027-01-11", "2027-01-11T25:00:00Z", "2027-01-11T10:00:00+01:00", None, 3])
def test_a_day_of_issue_that_does_not_exist_is_named(issued: object) -> None:
    document = label_rates()
    document["release"]["issued"] = issued
    assert paths(document) == {"release.issued"}


@pytest.mark.parametrize("written", ["dosing-plan/1", "dosing-plan/3", None, 1])
def test_another_format_is_named(written: object) -> None:
    assert paths(label_rates() | {"format": written}) == {"format"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("bag.volume_ml", "100"),
        ("bag.diluent", "water"),
        ("bag.count", 0),
        ("bag.count", 3),
        ("bag.count", True),
        ("bag.most_share_percent", "49.9"),
        ("bag.most_share_percent", "90.1"),
        ("rounding.volume_step_ml", "0.3"),
        ("rounding.whole_vials_within_percent", "15"),
        ("weights.counts_from_percent", "20"),
        ("weights.caution_from_percent", "0"),
        ("weights.oldest_on_day_1_days", 0),
        ("weights.oldest_on_day_1_days", 15),
        ("weights.oldest_days", 0),
        ("weights.oldest_days", 29),
        ("visit.smallest_interval_days", 4),
        ("infusion.first_again_after_days", -1),
        ("infusion.first_again_after_days", 29),
        ("opened_vial_minutes", 0),
        ("opened_vial_minutes", 1441),
        ("vial_supply", "own"),
    ],
)
def test_a_site_number_outside_its_limits_is_named(place: str, value: object) -> None:
    assert f"inputs.site.{place}" in paths(with_input(label_rates(), f"site.{place}", value))


def test_the_subcutaneous_product_and_a_wrong_vial_volume_are_named() -> None:
    subcutaneous = with_input(label_rates(), "site.vials", [{"strength_mg": "1400", "volume_ml": "10"}])
    assert "inputs.site.vials[0].strength_mg" in paths(subcutaneous)
    wrong_volume = with_input(label_rates(), "site.vials", [{"strength_mg": "500", "volume_ml": "20"}])
    assert "inputs.site.vials[0].volume_ml" in paths(wrong_volume)


def test_a_limit_is_named_in_the_site_that_a_change_brought_too() -> None:
    site = label_rates()["inputs"]["site"]
    site["premedications"]["antihistamine"]["dose_mg"] = "100"
    found = {found.path: found.sentence for found in recheck(with_change(label_rates(), "resite", site=site))}
    path = "inputs.course.changes[0].site.premedications.antihistamine.dose_mg"
    assert found[path] == f"{path} is 100 in the document; allowed is 25 to 50."


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("weight_kg", "72.355"),
        ("weight_kg", 72.35),
        ("weight_kg", "0"),
        ("weight_kg", "260"),  # 260 mL of drug in a bag of 250 mL
        ("weight_kg", "9999999"),
        ("born", "1952-02-30"),
        ("weight_kg", "250"),  # the drug alone fills the bag
        ("weight_kg", "0.01"),  # rounds to no dose at all
        ("weighed", "2027-02-29"),
        ("start", "20270104"),
        ("start", "2027-W01-1"),
        ("cycles", 3),
        ("cycles", 0),
        ("time", "24:00"),
        ("time", "9:00"),
        ("time_zone", "Europe/Nowhere"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "Europe"),
        ("time_zone", "\x00"),
        ("time_zone", ""),
        ("time_zone", "\ud800"),
        ("time_zone", "E" * 5000),
        ("changes", {}),
    ],
)
def test_an_input_that_cannot_be_read_is_named_by_its_path(place: str, value: object) -> None:
    assert f"inputs.course.{place}" in paths(with_input(label_rates(), f"course.{place}", value))


def test_a_course_on_the_first_day_that_can_be_written_ends_in_no_traceback() -> None:
    found = paths(with_input(day_only(), "course.start", "1900-01-01"))
    assert "visits.C1D1.date" in found


def test_a_missing_input_is_named() -> None:
    document = label_rates()
    del document["inputs"]["course"]["weight_kg"]
    assert "inputs.course.weight_kg is missing in the document." in [found.sentence for found in recheck(document)]


def nested(depth: int) -> object:
    value: object = "deep"
    for _ in range(depth):
        value = [value]
    return value


NO_PLANS = [None, True, 0, 1.5, "", "plan", [], [[]], {}, {"inputs": None}, {"visits": [None]}, nested(5000), [10**5000]]


@pytest.mark.parametrize("value", NO_PLANS)
def test_nothing_that_is_not_a_plan_passes_or_ends_in_a_traceback(value: object) -> None:
    assert [found.sentence for found in recheck(value)]
    assert [found.sentence for found in recheck({"format": "dosing-plan/2", "inputs": value, "visits": value})]


ODD_TEXTS = ["", "0", "-1", "1e3", "9999999", "0.000001", "９", "\ud800", "9999-12-31", "C1D1", "none"]
ODD = st.sampled_from([None, True, -1, 10**30, 1.5, float("nan"), [], {}, [{}], *ODD_TEXTS])
CHANGES = [
    {"kind": "move", "visit": "C1D8", "to": "2027-01-12", "following": "shift", "not_given": False},
    {"kind": "omit", "visit": "C1D15", "not_given": False},
    {"kind": "reweigh", "weight_kg": "79.83", "weight_typed": "176 lb", "weighed": "2027-01-25"},
    {"kind": "retime", "visit": "C1D22", "time": "11:00"},
    {"kind": "resite", "site": label_rates()["inputs"]["site"]},
    {"kind": "outcome", "visit": "C1D1", "in_full": True},
    {"kind": "undo"},
    {"kind": "stop", "visit": "C2D22"},
]


@given(st.lists(st.tuples(st.integers(0, 3000), ODD, st.booleans()), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_no_tampering_ends_in_a_traceback(tampering: list[tuple[int, object, bool]]) -> None:
    document = label_rates()
    with_correction(document, weight_kg="72.4", weighed="2027-01-03", start="2027-01-05")
    for change in CHANGES:
        with_change(document, **change)
    for where, value, whole in tampering:
        container, key, _ = (found := list(places(document, "")))[where % len(found)]
        if whole and isinstance(container, dict):
            del container[key]
        else:
            container[key] = copy.deepcopy(value)  # or it could come to hold itself
    assert all(found.sentence for found in recheck(document))


def test_the_second_calculation_shares_no_code_with_the_first() -> None:
    allowed = (sys.stdlib_module_names - {"decimal"}) | {"dosing.recheck"}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            rooms = {".".join(name.split(".")[: 2 if name.startswith("dosing") else 1]) for name in named}
            assert rooms <= allowed, file.name


def test_the_second_calculation_loads_no_zones_before_a_plan_has_a_time() -> None:
    program = "import sys, json; import dosing.recheck; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=SOURCE.parents[1])
    assert not {"zoneinfo", "pydantic", "dosing.plan", "dosing.rules"} & set(json.loads(done.stdout))
