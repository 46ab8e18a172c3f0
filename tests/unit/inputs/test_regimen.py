"""A regimen as data: what its file may hold, that every number names its source, and that no drug of it stands anywhere else."""

import ast
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dosing.document import PROSE
from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen, regimen_ids
from dosing.inputs.fitting import fit
from dosing.inputs.raw import regimen_from
from dosing.inputs.regimen import CycleDays, Regimen
from tests import plans

REPOSITORY = Path(__file__).resolve().parents[3]
FILES = sorted((REPOSITORY / "dosing" / "shipped" / "regimens").glob("*.toml"))
each_regimen = pytest.mark.parametrize("name", regimen_ids())


def tables(name: str = "islay") -> dict[str, Any]:
    """The raw tables of a shipped regimen, read anew."""
    path = REPOSITORY / "dosing" / "shipped" / "regimens" / f"{name}-1.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def problem_of(raw: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as raised:
        regimen_from(raw)
    return raised.value


def test_the_days_of_a_cycle_hold_from_their_cycle_on_until_the_next_entry():
    entries = (CycleDays(from_cycle=1, days=(1, 8, 15, 22)), CycleDays(from_cycle=3, days=(1, 15)))
    regimen = default_regimen().model_copy(update={"cycle_days": entries})
    assert [regimen.days_of(cycle) for cycle in (1, 2, 3, 4)] == [(1, 8, 15, 22), (1, 8, 15, 22), (1, 15), (1, 15)]


def test_the_visits_of_every_cycle_are_counted_from_the_start():
    # US label: days 1, 8, 15 and 22 of the first 28 days, then days 1 and 15.
    offsets = list(newest_regimen("label-10-us-kd").offsets())
    assert offsets[:8] == [(1, 1, 0), (1, 8, 7), (1, 15, 14), (1, 22, 21), (2, 1, 28), (2, 15, 42), (3, 1, 56), (3, 15, 70)]
    assert offsets[-1] == (13, 15, 12 * 28 + 14)
    assert len(offsets) == 4 + 12 * 2


def test_one_ml_a_kilogram_is_said_only_where_it_is_so():
    assert default_regimen().concentration_is_dose  # 20 mg/kg of 20 mg/mL
    assert not newest_regimen("label-10-us-kd").concentration_is_dose  # 10 mg/kg of 20 mg/mL


def test_a_slot_and_a_drug_of_it_are_found_by_their_names():
    rule = default_regimen().slot("h2_blocker")
    assert rule is not None
    assert rule.rule("famotidine").doses_mg == (20,)
    assert rule.rule("cimetidine") is None
    assert default_regimen().slot("antiemetic") is None


# What a regimen's file cannot hold: what is spoilt in that of islay, the code, the field, and what the sentence says


def slot(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in raw["slots"] if each["slot"] == name)


def drug(raw: dict[str, Any], place: str, name: str) -> dict[str, Any]:
    return next(each for each in slot(raw, place)["drugs"] if each["drug"] == name)


SPOILT = {
    "a key that nobody knows": (lambda raw: raw.update(antidote="none"), "unknown-key", "regimen.antidote", "is not a known key"),
    "a misspelt key of a drug": (
        lambda raw: drug(raw, "steroid", "dexamethasone").update(rout=["oral"]), "unknown-key", "regimen.slots[1].drugs[1].rout", "the nearest is routes",
    ),
    "a day beyond its cycle": (
        lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [1, 8, 29]}]), "day-beyond-cycle", "regimen.cycle_days", "holds day 29, but a cycle has 28",
    ),
    "day 0": (lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [0, 8]}]), "day-beyond-cycle", "regimen.cycle_days", "holds day 0"),
    "two days out of order": (lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [8, 1]}]), "cycle-days", "regimen.cycle_days", "each day once"),
    "one day twice": (lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [1, 1]}]), "cycle-days", "regimen.cycle_days", "each day once"),
    "no day at all": (lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": []}]), "another-kind", "regimen.cycle_days[1].days", "at least one"),
    "cycles that begin at the second": (
        lambda raw: raw.update(cycle_days=[{"from_cycle": 2, "days": [1]}]), "cycle-days", "regimen.cycle_days", "begin at cycle 1",
    ),
    "cycles out of order": (
        lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [1]}, {"from_cycle": 3, "days": [1]}, {"from_cycle": 2, "days": [1]}]),
        "cycle-days", "regimen.cycle_days", "later cycles in order",
    ),
    "one cycle twice": (
        lambda raw: raw.update(cycle_days=[{"from_cycle": 1, "days": [1]}, {"from_cycle": 1, "days": [8]}]), "cycle-days", "regimen.cycle_days", "in order",
    ),
    "two slots of one name": (lambda raw: raw["slots"].append(slot(raw, "steroid")), "slot-twice", "regimen.slots", "a name of its own"),
    "one drug twice in a slot": (
        lambda raw: slot(raw, "steroid")["drugs"].append(drug(raw, "steroid", "dexamethasone")), "drug-twice", "regimen.slots[1].drugs", "each drug once",
    ),
    "a slot filled by a drug that it does not take": (
        lambda raw: slot(raw, "h2_blocker").update(unless_decided="cimetidine"), "no-such-drug", "regimen.slots[3].unless_decided", "ranitidine or famotidine",
    ),
    "half a limit": (
        lambda raw: drug(raw, "antipyretic", "acetaminophen").pop("most_mg"), "half-a-limit", "regimen.slots[2].drugs[1].acetaminophen", "least_mg and most_mg",
    ),
    "half a limit of a time": (
        lambda raw: drug(raw, "h2_blocker", "famotidine").pop("least_give_over_minutes"), "half-a-limit", "regimen.slots[3].drugs[2].famotidine", "write both",
    ),
    "half a limit of a speed": (
        lambda raw: drug(raw, "antihistamine", "diphenhydramine").pop("least_mg_per_minute"),
        "half-a-limit", "regimen.slots[4].drugs[1].diphenhydramine", "write both",
    ),
    "a lead time without its limit": (
        lambda raw: drug(raw, "steroid", "dexamethasone").pop("most_minutes_before"),
        "missing", "regimen.slots[1].drugs[1].most_minutes_before", "is missing",
    ),
    "two limits that are crossed": (
        lambda raw: drug(raw, "antipyretic", "acetaminophen").update(least_mg="1001"), "out-of-bounds", "regimen.slots[2].drugs[1].acetaminophen", "above its most",
    ),
    "doses and limits of the dose": (
        lambda raw: drug(raw, "antipyretic", "acetaminophen").update(doses_mg=["650"]), "doses-twice", "regimen.slots[2].drugs[1].acetaminophen", "one of the two",
    ),
    "neither doses nor limits of the dose": (
        lambda raw: drug(raw, "steroid", "dexamethasone").pop("doses_mg"), "doses-twice", "regimen.slots[1].drugs[1].dexamethasone", "one of the two",
    ),
    "half of a dose by age": (
        lambda raw: drug(raw, "antipyretic", "acetaminophen")["unless_decided"].update(from_age_years=75),
        "half-a-limit", "regimen.slots[2].drugs[1].acetaminophen", "from_age_years and dose_from_age_mg; write both",
    ),
    "the other half of a dose by age": (
        lambda raw: drug(raw, "antipyretic", "acetaminophen")["unless_decided"].update(dose_from_age_mg="650"),
        "half-a-limit", "regimen.slots[2].drugs[1].acetaminophen", "from_age_years and dose_from_age_mg; write both",
    ),
    "a vial of another strength": (
        lambda raw: raw["vials"].append({"strength_mg": "250", "volume_ml": "10"}), "another-strength", "regimen.vials", "is not 20 mg in 1 mL",
    ),
    "a washout without its length": (
        lambda raw: raw["washouts"].append({"fact": "transplant"}), "half-a-limit", "regimen.washouts[6].transplant", "days or months",
    ),
    "a washout of two lengths": (
        lambda raw: raw["washouts"].append({"fact": "transplant", "days": 7, "months": 1}), "half-a-limit", "regimen.washouts[6].transplant", "one of the two",
    ),
    "a washout of something that is not asked for": (
        lambda raw: raw["washouts"].append({"fact": "last_vaccine", "days": 7}), "not-a-choice", "regimen.washouts[6].fact", "write last_immunotherapy",
    ),
    "one weight of the trial alone": (lambda raw: raw.pop("trial_weight_most_kg"), "half-a-limit", "regimen.trial_weight_least_kg", "write both"),
    "more usual cycles than there are": (lambda raw: raw.update(usual_cycles=3), "out-of-bounds", "regimen.usual_cycles", "write 1 to 2"),
    "no usual cycle": (lambda raw: raw.update(usual_cycles=0), "out-of-bounds", "regimen.usual_cycles", "write 1 to 2"),
    "a limit without a source": (
        lambda raw: raw["sources"].pop("slots.steroid.dexamethasone.limits"), "unsourced", "regimen.sources", "slots.steroid.dexamethasone.limits",
    ),
    "a source without a citation": (
        lambda raw: raw["sources"].update(rates={"kind": "label"}), "missing", "regimen.sources.rates.citation", "is missing",
    ),
    "no vial": (lambda raw: raw.update(vials=[]), "another-kind", "regimen.vials", "at least one"),
    "no slot": (lambda raw: raw.update(slots=[]), "another-kind", "regimen.slots", "at least one"),
    "no drug in a slot": (lambda raw: slot(raw, "steroid").update(drugs=[]), "another-kind", "regimen.slots[1].drugs", "at least one"),
    "no route of a drug": (
        lambda raw: drug(raw, "steroid", "dexamethasone").update(routes=[]), "another-kind", "regimen.slots[1].drugs[1].routes", "at least one",
    ),
    "no cycle": (lambda raw: raw.update(cycle_days=[]), "another-kind", "regimen.cycle_days", "at least one"),
    "nothing that rates may follow": (lambda raw: raw["rates"].update(follow=[]), "another-kind", "regimen.rates.follow", "at least one"),
    "an id in capitals": (lambda raw: raw.update(id="ISLAY"), "not-like-that", "regimen.id", "is 'ISLAY'"),
    "an id of 41 characters": (lambda raw: raw.update(id="i" * 41), "not-like-that", "regimen.id", "write it like"),
    "a slot with a space": (lambda raw: slot(raw, "steroid").update(slot="the steroid"), "not-like-that", "regimen.slots[1].slot", "is 'the steroid'"),
    "a caution without a code": (lambda raw: raw["always"][0].update(code=""), "not-like-that", "regimen.always[1].code", "is ''"),
    "a title of 401 characters": (lambda raw: raw.update(title="t" * 401), "too-long", "regimen.title", "write at most 400"),
    "a citation of 401 characters": (
        lambda raw: raw["sources"]["rates"].update(citation="c" * 401), "too-long", "regimen.sources.rates.citation", "write at most 400",
    ),
    "a source of no kind": (
        lambda raw: raw["sources"].update(rates={"kind": "hearsay", "citation": "a call"}), "not-a-choice", "regimen.sources.rates.kind", "record",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "code", "field", "words"), SPOILT.values(), ids=SPOILT)
def test_what_a_regimen_cannot_hold_is_refused_with_one_sentence(spoil, code, field, words):
    raw = tables()
    spoil(raw)
    told = problem_of(raw)
    assert (told.code, told.field, told.where) == (code, field, "the regimen")
    assert words in str(told)
    assert str(told).endswith(".")


def test_a_regimen_can_have_one_of_each_and_words_of_400_characters():
    raw = tables()
    raw["vials"], raw["slots"], raw["rates"]["follow"] = raw["vials"][:1], [slot(raw, "steroid")], ["order"]
    raw["title"], raw["sources"]["rates"]["citation"] = "t" * 400, "c" * 400
    read = regimen_from(raw)
    assert (len(read.vials), len(read.slots), read.rates.follow) == (1, 1, ("order",))
    assert (len(read.title), len(read.sources["rates"].citation)) == (400, 400)


@pytest.mark.parametrize(("name", "key"), [(name, key) for name in regimen_ids() for key in tables(name)["sources"]])
def test_no_number_of_a_regimen_goes_without_its_source_and_none_has_a_source_for_nothing(name, key):
    raw = tables(name)
    del raw["sources"][key]
    assert f"says nothing about {key}; write where that value came from" in str(problem_of(raw))


# Every regimen that is shipped


def test_three_are_shipped_and_the_default_stands_first():
    assert regimen_ids() == ("islay", "label-10-us-kd", "label-10-us-pd")
    assert [path.stem for path in FILES] == ["islay-1", "label-10-us-kd-1", "label-10-us-pd-1"]


@each_regimen
def test_each_number_names_its_kind_and_where_it_is_written(name):
    for key, entry in newest_regimen(name).sources.items():
        assert entry.kind in ("record", "label", "choice"), key
        assert len(entry.citation) > 10, key


@each_regimen
def test_only_the_trials_regimen_rests_on_the_trial_record(name):
    records = [key for key, entry in newest_regimen(name).sources.items() if entry.kind == "record"]
    if name == "islay":
        assert {"study_drug", "cycles", "entry", "slots.steroid"} <= set(records)
        assert not {"vials", "rates", "usual_mg_per_ml", "slots.steroid.dexamethasone.dose_mg"} & set(
            records
        )  # on these the record is silent
    else:
        assert records == []
        assert "record" not in " ".join([newest_regimen(name).words.authority, newest_regimen(name).words.authority_short])


@each_regimen
def test_each_drug_that_may_be_chosen_is_given_within_its_own_limits_where_nothing_else_is_decided(name):
    regimen = newest_regimen(name)
    for rule in regimen.slots:
        for each in rule.drugs:
            fit(regimen, plans.make_site(plans.slots(**{rule.slot: {"drug": each.drug}}), name))


@each_regimen
def test_no_slot_has_a_name_that_the_fingerprint_leaves_out(name):
    assert PROSE.isdisjoint(rule.slot for rule in newest_regimen(name).slots)


@pytest.mark.parametrize(
    ("name", "steroid"),
    [("label-10-us-pd", ((20, 40), 40, 75, 20)), ("label-10-us-kd", ((20,), 20, None, None))],
)
def test_the_labels_regimens_are_those_of_the_us_label(name, steroid):
    # 10 mg/kg on days 1, 8, 15 and 22 of the first 28 days, then days 1 and 15; with pomalidomide 40 mg, 20 mg from 75 years; with
    # carfilzomib 20 mg.
    regimen = newest_regimen(name)
    assert (regimen.study_drug.dose_mg_per_kg, regimen.cycle_length_days, regimen.days_of(1), regimen.days_of(13)) == (
        10,
        28,
        (1, 8, 15, 22),
        (1, 15),
    )
    assert (regimen.usual_cycles, regimen.most_cycles, regimen.least_age_years, regimen.washouts, regimen.needs_review) == (
        None,
        13,
        18,
        (),
        True,
    )
    assert (regimen.trial_weight_least_kg, regimen.usual_mg_per_ml, regimen.longest_follow_up_weeks) == (None, None, None)
    (given,) = regimen.slot("steroid").drugs
    usual = given.unless_decided
    assert (given.doses_mg, usual.dose_mg, usual.from_age_years, usual.dose_from_age_mg) == steroid


@each_regimen
def test_rates_are_bound_as_the_us_label_has_them_at_10_mg_a_kilogram(name):
    rules = newest_regimen(name).rates
    limits = [(each.least_minutes, each.most_start_ml_per_hour, each.most_ml_per_hour) for each in (rules.first, rules.second, rules.later)]
    assert limits == [(200, 25, 150), (Decimal("112.5"), 50, 200), (75, 200, 200)]
    assert (rules.per_ml, rules.label_mg_per_kg, rules.label_bag_ml) == (250, 10, 250)
    assert ("label" in rules.follow) is (name != "islay")


# No word of a regimen stands in code, sheets or pages


def names_of(regimen: Regimen) -> set[str]:
    """Every drug that a regimen names, by which the words of a program could be told to be about it."""
    return {regimen.study_drug.drug, *(each.drug for rule in regimen.slots for each in rule.drugs)}


NAMES = {name for each in regimen_ids() for name in names_of(newest_regimen(each))}
OF_A_REGIMEN = re.compile(rf"{'|'.join(sorted(NAMES))}|sarclisa|pomalidomide|carfilzomib|NCT[0-9]{{8}}", re.IGNORECASE)
# The FDA's list of names that are told apart by capitals is about drugs everywhere; what a patient is told of a drug that is sold without a
# prescription stands there only where it is given.
MAY = {"dosing/wording.py": {"diphenhydramine", "diphenhydrAMINE"}, "templates/sheets/patient.html": {"acetaminophen"}}


def without_docstrings(source: str) -> str:
    """A module without its comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def words_of_the_program() -> Iterator[tuple[str, str]]:
    """Each module, but for the second calculation's own records, and each template, with its text."""
    for path in sorted((REPOSITORY / "dosing").rglob("*.py")):
        if "records" not in path.parts:
            yield str(path.relative_to(REPOSITORY)), without_docstrings(path.read_text(encoding="utf-8"))
    for path in sorted((REPOSITORY / "templates").rglob("*")):
        if path.suffix in (".html", ".js", ".css", ".txt"):
            text = path.read_text(encoding="utf-8")
            yield str(path.relative_to(REPOSITORY)), re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


WORDS = dict(words_of_the_program())


def test_the_names_that_are_looked_for_are_those_of_the_shipped_regimens():
    assert {"isatuximab", "dexamethasone", "acetaminophen", "ranitidine", "famotidine", "diphenhydramine"} == NAMES
    assert OF_A_REGIMEN.search("Trial NCT02999633")
    assert len(WORDS) > 150


@pytest.mark.parametrize("path", WORDS)
def test_no_drug_and_no_trial_of_a_regimen_stands_in_code_or_templates(path):
    found = set(OF_A_REGIMEN.findall(WORDS[path]))
    assert found <= MAY.get(path, set())
