"""What the trial record fixes of each shipped regimen, written down a second time, and what a document says otherwise.

Does not know patients, sites or visits, and calculates with nothing that stands here.
"""

from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, collect, compare
from dosing.recheck.places import Place

# Every value of a regimen that a number can come from; ids, titles and citations are not facts to check.
RECORDS: dict[tuple[str, int], dict[str, object]] = {
    ("islay", 1): {
        "registry_id": "NCT02999633",
        "study_drug": {"drug": "isatuximab", "dose_mg_per_kg": "20", "route": "intravenous"},
        "cycle_length_days": 28,
        "cycle_days": [{"from_cycle": 1, "days": [1, 8, 15, 22]}],
        "most_cycles": 2,
        "slots": [
            {"slot": "steroid", "drug": "dexamethasone", "routes": ["oral", "intravenous"]},
            {"slot": "antipyretic", "drug": "acetaminophen", "routes": ["oral"]},
            {"slot": "h2_blocker", "drug": "ranitidine", "routes": ["intravenous"]},
            {"slot": "antihistamine", "drug": "diphenhydramine", "routes": ["intravenous"]},
        ],
        "least_age_years": 16,
        "washouts": [
            {"fact": "last_immunotherapy", "days": 21, "months": None},
            {"fact": "last_investigational", "days": 21, "months": None},
            {"fact": "last_chemotherapy", "days": 14, "months": None},
            {"fact": "transplant", "days": None, "months": 4},
            {"fact": "gvhd_immunosuppression", "days": 7, "months": None},
        ],
        "longest_follow_up_weeks": "12.1",
        "trial_weight_least_kg": "46",
        "trial_weight_most_kg": "93",
    },
}


def compare_regimen(inputs: Place) -> Iterator[Disagreement]:
    """What the regimen of the document says other than the record, and whether the course follows that regimen."""
    regimen = inputs.at("regimen")
    yield from collect(_compare_facts, regimen)
    for of_course, of_regimen in (("regimen", "id"), ("regimen_revision", "revision")):
        place = inputs.at("course", of_course)
        yield from compare(place.path, place.value, regimen.at(of_regimen).value)


def _compare_facts(regimen: Place) -> Iterator[Disagreement]:
    for key, fact in _find_record(regimen).items():
        place = regimen.at(key)
        yield from compare(place.path, place.value, fact)


def _find_record(regimen: Place) -> dict[str, object]:
    name, revision = regimen.at("id").text(), regimen.at("revision").whole(1)
    if (name, revision) not in RECORDS:
        unknown = "revision" if any(name == known for known, _ in RECORDS) else "id"
        raise regimen.at(unknown).unreadable("the second calculation holds no record of that regimen")
    return RECORDS[name, revision]
