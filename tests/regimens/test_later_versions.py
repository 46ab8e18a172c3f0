"""What a later version of the program adds makes no course file unreadable: a premedication, a value, a key.

A later version is another folder of shipped files, and models with another optional key.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats import shipped
from dosing.formats.course_file import read_course, render_change, render_course
from dosing.history import History, build_history, sealed
from dosing.inputs import raw
from dosing.inputs.course import Course
from dosing.inputs.kinds import Exact
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import change_from, course_from, site_from
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.releases import release
from tests import plans
from tests.regimens import six_visits

ISSUED = datetime.fromisoformat("2027-01-20T09:00:00+00:00")
CACHED = ("_regimen", "_shipped", "default_site_values", "default_site", "default_letterhead")

# Changes that hold what a file may hold: a whole site, an outcome, a weight, a day.
CHANGES = [
    plans.outcome("C1D1", "2027-01-04"),
    plans.move("C1D8", "2027-01-13", "2027-01-10"),
    plans.reweigh("66kg", "2027-01-18"),
]

ANOTHER_SLOT = """
[[slots]]
slot = "thrombosis"
called = "anticoagulant"
named = "{drug}"
needed = true
unless_decided = "{drug}"

[[slots.drugs]]
drug = "{drug}"
routes = ["oral"]
doses_mg = ["40"]
least_minutes_before = 30
most_minutes_before = 240
unless_decided = {{ dose_mg = "40", route = "oral", minutes_before = 200 }}
"""
ITS_SOURCES = "".join(
    f'"slots.thrombosis{key}" = {{{{ kind = "choice", citation = "a choice of the tests" }}}}\n'
    for key in ("", ".{drug}.routes", ".{drug}.limits", ".{drug}.dose_mg", ".{drug}.route", ".{drug}.minutes_before")
)

ANOTHER_PROFILE = """
[[infusion.profiles]]
name = "slow-250ml"
follows = "label"
reference = "a later label"
basis = "ml_per_hour"
bag_ml = "250"
first = [{ rate = "20" }]
second = [{ rate = "20" }]
later = [{ rate = "20" }]

[sources]
"infusion.profiles.slow-250ml" = { kind = "label", citation = "a later label" }
"""


def revised(text: str, **drug: str) -> str:
    """A regimen's file as its second revision, which has one premedication more."""
    text = text.replace("\nrevision = 1\n", "\nrevision = 2\n")
    return text.replace("[sources]\n", f"{ANOTHER_SLOT}\n[sources]\n{ITS_SOURCES}".format(**drug))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped files with the tests' own regimen among them, as this version has them."""
    copied = tmp_path / "shipped"
    shutil.copytree(Path(shipped.__file__).resolve().parent.parent / "shipped", copied)
    shutil.copy(six_visits.FILE, copied / "regimens")
    monkeypatch.setattr(shipped, "_SHIPPED", copied)
    forget()
    yield copied
    monkeypatch.undo()
    forget()


def forget() -> None:
    """The next question reads the shipped files anew."""
    for name in CACHED:
        getattr(shipped, name).cache_clear()


def later_slots(folder: Path) -> None:
    """Every regimen gets a second revision with one premedication more."""
    for name in ("islay", "six-visits", "label-10-us-kd"):
        text = (folder / f"regimens/{name}-1.toml").read_text(encoding="utf-8")
        (folder / f"regimens/{name}-2.toml").write_text(revised(text, drug="apixaban"), encoding="utf-8")
    forget()


def later_values(folder: Path) -> None:
    """The shipped site gets another profile, a country, and other values in place of those it has."""
    file = folder / "default-site.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("check_in_minutes = 15", "check_in_minutes = 30"),
        ('volume_step_ml = "0.1"', 'volume_step_ml = "0.5"'),
        ("oldest_on_day_1_days = 7", "oldest_on_day_1_days = 3"),
        ('format = "dosing-site/2"', 'format = "dosing-site/2"\ncountry = "FR"'),
        ("[sources]\n", ANOTHER_PROFILE),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    forget()


def written(name: str, patient: dict[str, Any]) -> str:
    """A course file as it is written now, each of its revisions with its fingerprint."""
    regimen = shipped.newest_regimen(name)
    site = site_from({}, shipped.default_site_values(), regimen)[0]
    whole = change_from(plans.change("resite", "2027-01-19", site=site))
    course = course_from({**patient, "regimen": name, "changes": [*CHANGES, whole]})
    history = build_history(regimen, site, course)
    return render_course(site, Letterhead(), sealed(history))


def read(text: str) -> History:
    """The history of a course file, after everything stored in it came out again."""
    found = read_course(text.encode(), "course.toml")
    return build_history(shipped.regimen_of(found.course), found.site, found.course)


def stored(course: Course) -> list[str | None]:
    return [course.fingerprint, *(change.fingerprint for change in course.changes)]


COURSES = [("islay", plans.PATIENT), ("label-10-us-kd", {**plans.PATIENT, "cycles": 2}), ("six-visits", six_visits.PATIENT)]


@pytest.mark.parametrize(("name", "patient"), COURSES, ids=[each[0] for each in COURSES])
@pytest.mark.parametrize("later", [(later_slots,), (later_values,), (later_slots, later_values)], ids=["a slot", "a value", "both"])
def test_an_older_course_file_is_read_with_its_fingerprints_and_its_numbers(
    folder, name, patient, later: tuple[Callable[[Path], None], ...]
):
    text = written(name, patient)
    before = read(text)
    for add in later:
        add(folder)
    after = read(text)
    fingerprints = [each.fingerprint for each in after.revisions]
    assert fingerprints == stored(after.course) == [each.fingerprint for each in before.revisions]
    assert after.plan.visits == before.plan.visits
    assert after.course.regimen_revision == 1
    assert release(after, ISSUED).document["visits"] == release(before, ISSUED).document["visits"]


def test_a_new_course_has_what_the_later_version_adds(folder):
    now = read(written("six-visits", six_visits.PATIENT))
    later_slots(folder)
    later_values(folder)
    then = read(written("six-visits", {**six_visits.PATIENT, "regimen_revision": 2}))
    assert [len(each.plan.visits[0].premedications) for each in (now, then)] == [5, 6]
    assert [f"{each.plan.visits[0].arrival:%H:%M}" for each in (now, then)] == ["08:15", "06:10"]  # 200 and 30 min before 10:00
    assert [str(each.plan.visits[0].study_drug.volume_ml) for each in (now, then)] == ["32.2", "32.0"]  # 32.15 on 0.5 mL
    assert release(then, ISSUED).revision == 5


def test_an_older_course_goes_on_being_changed(folder):
    text = written("six-visits", six_visits.PATIENT)
    later_slots(folder)
    later_values(folder)
    longer = read_course(text.encode(), "course.toml").course
    longer = longer.model_copy(update={"changes": (*longer.changes, change_from(plans.omit("C2D11", "2027-01-20")))})
    history = build_history(shipped.regimen_of(longer), read_course(text.encode(), "course.toml").site, longer, trying=True)
    appended = text + render_change(sealed(history).changes[-1])
    assert [each.fingerprint for each in read(appended).revisions] == [each.fingerprint for each in history.revisions]


class LaterSite(Site):
    """The site of a later version, with a value that this one does not know."""

    overfill_ml: Exact | None = None


class LaterRegimen(Regimen):
    """The regimen of a later version, with a limit that this one does not know."""

    most_weight_kg: Exact | None = None


@pytest.mark.parametrize(("name", "patient"), COURSES, ids=[each[0] for each in COURSES])
def test_a_key_that_a_later_version_adds_changes_no_stored_fingerprint(folder, monkeypatch, name, patient):
    text = written(name, patient)
    before = [each.fingerprint for each in read(text).revisions]
    monkeypatch.setattr(raw, "Site", LaterSite)
    monkeypatch.setattr(raw, "Regimen", LaterRegimen)
    forget()
    after = read(text)
    assert isinstance(after.site, LaterSite)
    assert isinstance(after.regimen, LaterRegimen)
    assert [each.fingerprint for each in after.revisions] == before
    made = release(after, ISSUED)  # the second calculation does not mind a key that says nothing
    assert made.document["inputs"]["site"]["overfill_ml"] is None
    assert made.document["inputs"]["regimen"]["most_weight_kg"] is None


def test_a_key_that_is_used_makes_another_fingerprint(folder, monkeypatch):
    text = written("six-visits", six_visits.PATIENT)
    monkeypatch.setattr(raw, "Site", LaterSite)
    forget()
    history = read(text)
    used = history.site.model_copy(update={"overfill_ml": Decimal(20)})
    unsealed = course_from(six_visits.PATIENT)
    plain, other = (build_history(history.regimen, site, unsealed).newest.fingerprint for site in (history.site, used))
    assert plain == history.revisions[0].fingerprint
    assert other != plain


def test_a_course_of_a_regimen_that_is_not_there_is_refused_with_what_to_do(folder):
    text = written("six-visits", six_visits.PATIENT)
    (folder / "regimens/six-visits-1.toml").unlink()
    forget()
    with pytest.raises(InputError) as told:
        read(text)
    assert told.value.code == "no-such-regimen"
    assert "use the version of this program that made the course" in str(told.value)
