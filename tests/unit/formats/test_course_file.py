"""The course file: what is written reads back as it was, the last letterhead counts, and nothing is ever hidden by a second spelling."""

import tomllib

import pytest

from dosing.findings import InputError
from dosing.formats.course_file import appended, read_course, render_change, render_check, render_course, render_letterhead
from dosing.formats.shipped import default_letterhead
from dosing.history import sealed
from dosing.inputs.course import Check
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import build, change_from
from tests import plans

LEAST = f'format = "dosing-course/2"\ncourse_id = "{plans.COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n'
HEAD = Letterhead(name="Day unit", night_phone="555-0101", paper="letter")
SIX_DAYS = plans.ORDER_RATES | {"visit": {"smallest_interval_days": 6}}
EVERYTHING = plans.slots(
    steroid={"from_age_years": 75, "dose_from_age_mg": "40"}, h2_blocker={"drug": "none", "reason": "none is stocked"}
) | {
    "bag": {"count": 2, "diluent": "dextrose 5%", "most_share_percent": "62.5", "share_reference": "report 7"},
    "reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}],
}
EVERY_CHANGE = [
    plans.correct(weight="160lb", last_chemotherapy="2026-11-01", transplant="none"),
    plans.move("C1D15", "2027-01-25"),
    plans.move("C1D22", "2027-02-02", following="keep"),
    plans.reweigh("150.5lb", "2027-01-06"),
    plans.reweigh("70kg", "2027-01-07"),
    plans.outcome("C1D1", "2027-01-07", given_ml="60.5", reaction="2"),
    plans.outcome("C1D1", "2027-01-07"),
    plans.resite(SIX_DAYS | EVERYTHING, "2027-01-08"),
    plans.extend("2027-01-08"),
    plans.retime("C2D1", "14:30", "2027-01-08"),
    plans.omit("C2D8", "2027-01-08"),
    plans.change("rebase", "2027-01-09"),
    plans.stop("C2D15", "2027-01-09"),
    plans.undo("2027-01-09") | {"reason": 'a "quoted" reason \\ with a tab\u00a0and é'},
]


def read(text: str):
    return read_course(text.encode(), "course.toml")


def problem_of(text: str) -> InputError:
    with pytest.raises(InputError) as raised:
        read(text)
    return raised.value


def test_the_least_that_a_course_file_needs_is_an_id_a_start_and_a_weight():
    found = read(LEAST)
    assert (str(found.course.weight_kg), found.course.start.isoformat()) == ("72.5", "2027-01-04")
    assert found.site == plans.make_site()
    assert found.letterhead == default_letterhead()


def test_a_whole_course_reads_back_as_it_was_written():
    history = plans.make_history(
        SIX_DAYS,
        cycles=1,
        label='ISLAY "7" \\ \u017dofie',
        born="1990-01-02",
        time="10:00",
        time_zone="Europe/Paris",
        entry={"transplant": "none", "last_chemotherapy": "2026-10-01"},
        changes=EVERY_CHANGE,
    )
    course = sealed(history)
    course = course.model_copy(update={"checks": (build(Check, plans.check_of(plans.make_release()), ""),)})
    found = read(render_course(history.site, HEAD, course))
    assert found.course == course
    assert found.site == history.site
    assert found.letterhead == HEAD


def test_a_course_of_another_regimen_reads_back_with_its_site_and_its_cycles():
    history = plans.make_history(regimen="label-10-us-pd", cycles=3, born="1951-01-02", changes=[plans.extend()])
    text = render_course(history.site, HEAD, sealed(history))
    found = read(text)
    assert (found.course, found.site) == (sealed(history), history.site)
    assert tomllib.loads(text)["cycles"] == 3
    assert 'regimen = "label-10-us-pd"' in text


def test_a_course_begun_without_a_number_of_cycles_is_written_with_it():
    history = plans.make_history()
    assert tomllib.loads(render_course(history.site, HEAD, sealed(history)))["cycles"] == 2


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('regimen = "islay-2"', "regimen"),
        ("regimen = 5", "regimen"),
        ('regimen = ["islay"]', "regimen"),
        ("regimen_revision = 2", "regimen_revision"),
        ("regimen_revision = true", "regimen_revision"),
        ("regimen_revision = 1.0", "regimen_revision"),
    ],
)
def test_a_regimen_that_is_not_there_is_refused(line, field):
    told = problem_of(f"{LEAST}{line}\n")
    assert (told.code, told.field, told.where) == ("no-such-regimen", field, "course.toml")


def test_a_file_that_is_read_and_written_again_is_the_same_to_the_byte():
    history = plans.make_history(changes=EVERY_CHANGE[1:2])
    text = render_course(history.site, HEAD, sealed(history))
    found = read(text)
    assert render_course(found.site, found.letterhead, found.course) == text


def test_a_weight_is_written_as_it_was_typed():
    history = plans.make_history(weight="160 lbs", changes=[plans.reweigh("150lb", "2027-01-06"), plans.reweigh("70kg", "2027-01-07")])
    written = tomllib.loads(render_course(history.site, HEAD, sealed(history)))
    assert written["weight"] == "160 lbs"
    assert [change["weight"] for change in written["change"]] == ["150lb", "70kg"]
    assert "weight_kg" not in written
    assert "weight_typed" not in written


def test_what_is_not_set_is_not_written():
    history = plans.make_history()
    written = tomllib.loads(render_course(history.site, Letterhead(), sealed(history)))
    assert written["letterhead"] == [{"paper": "a4"}]
    assert written["entry"] == {}
    assert {"label", "born", "time", "prepared_by", "change", "check"}.isdisjoint(written)


@pytest.mark.parametrize("raw", EVERY_CHANGE)
def test_one_change_is_written_as_it_stands_in_the_file(raw):
    change = change_from(raw)
    (table,) = tomllib.loads(render_change(change))["change"]
    assert change_from(table) == change


def test_what_is_appended_stands_behind_the_old_bytes_as_they_were():
    old = (LEAST + "# a remark of the pharmacy").encode()  # no line feed at its end
    once = appended(old, render_letterhead(HEAD))
    twice = appended(once, render_change(change_from(plans.omit("C1D8"))))
    third = appended(twice, render_letterhead(Letterhead(name="Ward 9")))
    assert third.startswith(twice)
    assert twice.startswith(once)
    assert once.startswith(old)
    found = read_course(third, "course.toml")
    assert [change.kind for change in found.course.changes] == ["omit"]
    assert found.letterhead == Letterhead(name="Ward 9")  # the last counts, whole: what it leaves out is not the older one's


def test_a_check_is_appended_too():
    check = build(Check, plans.check_of(plans.make_release()), "")
    assert read_course(appended(LEAST.encode(), render_check(check)), "course.toml").course.checks == (check,)


@pytest.mark.parametrize("line", ["change = []", "check = []", "letterhead = []"])
def test_nothing_can_stand_behind_a_list_that_is_closed(line):
    made = {"change": render_change(change_from(plans.omit("C1D8"))), "letterhead": render_letterhead(HEAD)}
    made["check"] = render_check(build(Check, plans.check_of(plans.make_release()), ""))
    with pytest.raises(InputError) as raised:
        appended(f"{line}\n{LEAST}".encode(), made[line.partition(" ")[0]])
    assert (raised.value.code, raised.value.field) == ("nothing-can-be-added", "course_file")


@pytest.mark.hazard("H-42")
@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('weight_kg = "90"', "weight_kg"),
        ("weight_kg = 90", "weight_kg"),
        ('weight_typed = "160lb"', "weight_typed"),
        ("changes = []", "changes"),
        ("checks = []", "checks"),
        ('[[change]]\nkind = "reweigh"\nweight_kg = "90"', "weight_kg"),
        ('[[change]]\nkind = "correct"\n[change.values]\nweight_typed = "160lb"', "weight_typed"),
    ],
)
def test_a_second_spelling_that_could_hide_the_first_is_refused(line, key):
    told = problem_of(f"{LEAST}{line}\n")
    assert (told.code, told.field, told.where) == ("unknown-key", key, "course.toml")
    assert f"'{key}' is not a known key; write " in str(told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[letterhead]\nname = "Day unit"\n', "course.toml: letterhead is no list of tables; write it headed [[letterhead]]."),
        ('[site.letterhead]\nname = "Day unit"\n', "course.toml: 'site.letterhead' is not a known key here; write it as a table of its own, headed [[letterhead]]."),
        ('[site]\nname = "Day unit"\n', "course.toml: site: 'name' is not a known key here; write it under letterhead."),
        ('[[letterhead]]\nfone = "1"\n', "course.toml: letterhead: 'fone' is not a known key; the nearest is name."),
        ('[[letterhead]]\npaper = "legal"\n[[letterhead]]\npaper = "a4"\n', "course.toml: letterhead: paper is 'legal'; write a4 or letter."),
    ],
)  # fmt: skip
def test_a_letterhead_in_another_place_or_form_is_refused(text, words):
    assert str(problem_of(LEAST + text)) == words


@pytest.mark.parametrize(
    ("found", "code", "words"),
    [
        ("dosing-course/1", "format-never-released", "which was never released and is not read; begin it anew (dosing-course/2)."),
        ("dosing-course/3", "format-newer", "newer than this program reads (dosing-course/2); use the program that wrote it."),
        ("dosing-course/two", "format-unknown", 'write format = "dosing-course/2".'),
    ],
)
def test_a_course_of_another_format_is_refused_with_a_sentence(found, code, words):
    told = problem_of(LEAST.replace("dosing-course/2", found))
    assert (told.code, told.field) == (code, "course_file")
    assert str(told) == f"course.toml has the format '{found}'{', ' if words[0] in 'wn' and 'write' not in words else '; '}{words}"


@pytest.mark.hazard("H-42")
def test_a_key_given_twice_is_refused_and_so_is_a_table():
    for text in ('weight = "72.5kg"\n', "[entry]\n[entry]\n"):
        assert problem_of(LEAST + text).code == "key-twice"
