"""A copy of each shipped regimen, what a document says otherwise, and which regimen no copy is held of.

Does not know patients, sites or visits, and calculates with nothing that stands here.
"""

from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, collect, compare, quote
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.records import islay_1, label_10_us_kd_1, label_10_us_pd_1

# Every value of a regimen that a number or a limit can come from, by id and revision.
RECORDS: dict[tuple[str, int], dict[str, object]] = {
    ("islay", 1): islay_1.FACTS,
    ("label-10-us-pd", 1): label_10_us_pd_1.FACTS,
    ("label-10-us-kd", 1): label_10_us_kd_1.FACTS,
}
WORDS = frozenset({"called", "caution"})  # what is said of a slot, a drug or a product, within values that are compared


def unknown_regimen(document: object) -> str | None:
    """One sentence where no copy is held of the document's regimen; None where one is, or where its name cannot be read. Never raises."""
    try:
        name, revision = _read_name(Place(document).at("inputs", "regimen"))
    except Unreadable:
        return None
    if (name, revision) in RECORDS:
        return None
    return (
        f"The second calculation holds no record of the regimen {quote(name)} revision {revision}: "
        "its values were taken as the document states them."
    )


def compare_regimen(inputs: Place) -> Iterator[Disagreement]:
    """What the regimen of the document says other than the copy, and whether the course follows that regimen."""
    regimen = inputs.at("regimen")
    yield from collect(_compare_facts, regimen)
    for of_course, of_regimen in (("regimen", "id"), ("regimen_revision", "revision")):
        place = inputs.at("course", of_course)
        yield from compare(place.path, place.value, regimen.at(of_regimen).value)


def _compare_facts(regimen: Place) -> Iterator[Disagreement]:
    for key, fact in RECORDS.get(_read_name(regimen), {}).items():
        place = regimen.at(key)
        yield from compare(place.path, _without_words(place.value), fact)


def _read_name(regimen: Place) -> tuple[str, int]:
    return regimen.at("id").text(), regimen.at("revision").whole(1)


def _without_words(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_words(below) for key, below in value.items() if key not in WORDS}
    return [_without_words(below) for below in value] if isinstance(value, list) else value
