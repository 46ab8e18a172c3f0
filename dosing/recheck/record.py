"""What the trial record NCT02999633 fixes, written down a second time, and what a regimen says otherwise.

Does not know patients, sites or visits.
"""

from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, compare
from dosing.recheck.reading import Place

MG_PER_KG = 20
CYCLE_DAYS = 28
DAYS = (1, 8, 15, 22)
MOST_CYCLES = 2
NAMES = tuple(f"C{cycle}D{day}" for cycle in range(1, MOST_CYCLES + 1) for day in DAYS)

# Every value of the regimen that a number can come from; ids, titles and citations are not facts to check.
REGIMEN: dict[str, object] = {
    "registry_id": "NCT02999633",
    "study_drug": {"drug": "isatuximab", "dose_mg_per_kg": "20", "route": "intravenous"},
    "cycle_length_days": CYCLE_DAYS,
    "days": list(DAYS),
    "most_cycles": MOST_CYCLES,
    "premedications": [
        {"drug": "dexamethasone", "routes": ["oral", "intravenous"]},
        {"drug": "acetaminophen", "routes": ["oral"]},
        {"drug": "ranitidine", "routes": ["intravenous"]},
        {"drug": "diphenhydramine", "routes": ["intravenous"]},
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
}


def compare_regimen(inputs: Place) -> Iterator[Disagreement]:
    """What the regimen of the document says other than the record, and whether the course follows that regimen."""
    regimen = inputs.at("regimen")
    for key, fact in REGIMEN.items():
        place = regimen.at(key)
        yield from compare(place.path, place.value, fact)
    for of_course, of_regimen in (("regimen", "id"), ("regimen_revision", "revision")):
        place = inputs.at("course", of_course)
        yield from compare(place.path, place.value, regimen.at(of_regimen).value)
