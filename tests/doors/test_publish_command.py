"""`dosing publish`: a neutral file with a name that nobody guesses, which every later issue overwrites, until it is withdrawn."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.doors.command import COURSE_ID, FIXED, ISSUED, LABEL, PATIENT, TIMED, TO_CHECK, begin, changed, dosing, unfolded, write_again
from tests.plans import answers_of

WHEN = ("--issued", ISSUED)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return begin(tmp_path / "course", *TIMED, *TO_CHECK)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    return folder


def publish(course: Path, *words: str | Path) -> str:
    ran = dosing("publish", course, *words, *([] if "--withdraw" in words else WHEN))
    assert (ran.status, ran.err) == (0, "")
    return ran.out


def refused(*words: str | Path) -> str:
    ran = dosing(*words)
    assert (ran.status, ran.out) == (2, "")
    return ran.err


def feed(web: Path) -> Path:
    [found] = web.iterdir()
    return found


def titles(web: Path) -> list[str]:
    return [event["SUMMARY"] for event in unfolded(feed(web).read_bytes())]


def test_the_published_name_is_random_and_the_file_neutral(course: Path, web: Path) -> None:
    said = publish(course, "--to", web)
    file = feed(web)
    assert re.fullmatch(r"[0-9a-f]{48}\.ics", file.name)
    assert f"https://YOUR-SERVER/calendars/{file.name}" in said
    assert titles(web) == [f"Draft: Clinic visit {number} of 8 (plan 1)" for number in range(1, 9)]
    for word in (LABEL, COURSE_ID, "isatuximab", "mg", "kg"):
        assert word not in file.read_text(encoding="utf-8")
        assert word not in file.name
    other = begin(course.parent.parent / "other", *TIMED)
    (web.parent / "web2").mkdir()
    publish(other, "--to", web.parent / "web2")
    assert feed(web.parent / "web2").name != file.name


def test_a_web_server_can_read_it_whatever_its_writer_is_used_to(course: Path, web: Path) -> None:
    before = os.umask(0o077)
    try:
        publish(course, "--to", web)
    finally:
        os.umask(before)
    assert feed(web).stat().st_mode & 0o777 == 0o644


def test_every_later_issue_overwrites_it_and_a_change_says_that_it_is_old_until_then(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    name, kept = feed(web).name, (course.parent / "publish.toml").read_bytes()
    feed(web).chmod(0o640)
    ran = dosing("omit", course, "C1D22", "--reason", "cold", "--by", "EF", "--when", "2027-01-03", "--yes")
    assert ran.out.endswith("The published calendar shows the old plan until then.\n")
    assert titles(web)[3] == "Draft: Clinic visit 4 of 8 (plan 1)"
    assert "is of another plan; write it again with dosing plan." in dosing("recheck", course.parent).out
    write_again(course)
    assert titles(web) == [f"Draft: Clinic visit {number} of 8 (plan 2)" for number in (1, 2, 3, 5, 6, 7, 8)]
    assert dosing("recheck", course.parent).status == 0
    assert (feed(web).name, feed(web).stat().st_mode & 0o777) == (name, 0o640)
    assert (course.parent / "publish.toml").read_bytes() == kept


def test_a_print_and_a_check_overwrite_it_too(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    changed(course, "omit", "C1D22", when="2027-01-03")
    ran = dosing("print", course, "--visit", "C1D8", "--out", course.parent.parent / "today", *WHEN)
    assert ran.status == 0, ran.err
    assert len(titles(web)) == 7
    write_again(course)
    answers = answers_of(json.loads((course.parent / "plan.json").read_bytes()))
    words = ["--fingerprint", answers["fingerprint"], "--mg-per-kg", answers["mg_per_kg"]]
    for field, text in answers.items():
        if field.startswith("doses."):
            words += [f"--{field.split('.')[2]}", text]
    ran = dosing("check", course.parent, "--by", "GH", *words, *WHEN)
    assert ran.status == 0, ran.err
    assert titles(web)[0] == "Clinic visit 1 of 8 (plan 2)"


def test_an_older_revision_is_never_published(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    changed(course, "omit", "C1D22")
    write_again(course)
    held = feed(web).read_bytes()
    ran = dosing("plan", course, "--revision", "1", "--out", course.parent.parent / "old", *WHEN)
    assert ran.status == 0
    assert feed(web).read_bytes() == held


def test_a_stopped_course_leaves_one_entry_that_says_so(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    changed(course, "stop", "C2D8", when="2027-01-03")
    write_again(course)
    *_, last = unfolded(feed(web).read_bytes())
    # From the day of C2D8, 8 February, until that of C2D22, 22 February; the end is the first day that is not part of it.
    assert (last["SUMMARY"], last["DTSTART"], last["DTEND"]) == ("Draft: No further clinic visits (plan 2)", "20270208", "20270223")
    assert len(titles(web)) == 6


def test_published_once_it_is_written_again_under_its_name_and_said_again(course: Path, web: Path) -> None:
    said = publish(course, "--to", web)
    assert publish(course) == publish(course, "--to", web) == said


def test_withdrawn_it_is_gone_and_gets_another_name_the_next_time(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    name = feed(web).name
    assert f"{web / name} is taken away." in publish(course, "--withdraw")
    assert list(web.iterdir()) == []
    assert not (course.parent / "publish.toml").exists()
    publish(course, "--to", web)
    assert feed(web).name != name
    feed(web).unlink()
    assert "The published calendar " in dosing("recheck", course.parent).out
    assert "was not there any more; it is forgotten." in publish(course, "--withdraw")
    assert "there is nothing to take away" in refused("publish", course, "--withdraw")


@pytest.mark.parametrize("into", ["course", ".", "more/none", "sheets"])
def test_a_folder_that_holds_a_patients_files_or_is_not_there_is_refused(course: Path, into: str) -> None:
    sheets = course.parent.parent / "sheets"
    sheets.mkdir()
    shutil.copy(course.parent / "nurse.html", sheets)
    said = refused("publish", course, "--to", course.parent.parent / into, *WHEN)
    assert re.search(r"^Error: --to: .*(must never hand out; write a folder|is not a folder that is there; write one)", said)
    assert not (course.parent / "publish.toml").exists()
    assert not list(course.parent.parent.rglob("????????????????????????????????????????????????.ics"))


def test_nothing_is_written_where_the_published_calendar_cannot_be_overwritten(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    changed(course, "omit", "C1D22")
    before = (course.parent / "plan.json").read_bytes()
    web.rename(web.parent / "away")
    said = refused("plan", course, "--out", course.parent, *WHEN)
    assert said == (
        f"Error: --out: the folder of the published calendar, {web}, is not there; "
        "bring it back or, where it is gone for good, take publish.toml away by hand.\n"
    )
    assert (course.parent / "plan.json").read_bytes() == before
    # It is not forgotten either while nobody can say what stands in the folder.
    assert "is not there; bring it back" in refused("publish", course, "--withdraw")
    (web.parent / "away").rename(web)
    write_again(course)


def test_another_course_never_takes_a_published_name_over(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    held = feed(web).read_bytes()
    said = refused("plan", *PATIENT, *WHEN, "--out", course.parent, "--force")
    assert "says where another course's calendar is published; withdraw that one by its own course file" in said
    ran = dosing("plan", *PATIENT, *FIXED, "--out", course.parent.parent / "copy")
    assert ran.status == 0
    assert feed(web).read_bytes() == held


def test_a_place_is_named_once_and_needed_the_first_time(course: Path, web: Path) -> None:
    assert "--to is missing; write a folder that your web server hands out" in refused("publish", course, *WHEN)
    assert "stands without --to" in refused("publish", course, "--to", web, "--withdraw")
    publish(course, "--to", web)
    (web.parent / "web2").mkdir()
    said = refused("publish", course, "--to", web.parent / "web2", *WHEN)
    assert said == (
        f"Error: --to: the calendar is published in {web}; before it is published elsewhere, withdraw it: "
        f"dosing publish {course} --withdraw.\n"
    )


def test_a_course_written_by_hand_is_not_published(tmp_path: Path, web: Path) -> None:
    by_hand = tmp_path / "hand.toml"
    by_hand.write_text('start = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    assert "Error: " in refused("publish", by_hand, "--to", web, *WHEN)
    assert list(web.iterdir()) == []


def test_what_the_address_gives_away_follows_the_letterhead(course: Path, web: Path, tmp_path: Path) -> None:
    assert "reads the days and times of the visits, for as long as the file is there" in publish(course, "--to", web)
    site = tmp_path / "site.toml"
    site.write_text('[letterhead]\nname = "Unit"\naddress = "1 High Street"\nday_phone = "1"\ncalendar = "telephones-name-and-address"\n')
    assert dosing("letterhead", course, site).status == 0
    said = publish(course)
    assert "reads the days and times of the visits, the telephones of the clinic, its address and its name, for" in said
    assert unfolded(feed(web).read_bytes())[0]["LOCATION"] == "Unit\\, 1 High Street"


def test_where_to_come_is_given_away_without_an_address_too(course: Path, web: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[letterhead]\nvisit_place = "Gate 3"\ncalendar = "telephones-and-address"\n')
    assert dosing("letterhead", course, site).status == 0
    said = publish(course, "--to", web)
    assert unfolded(feed(web).read_bytes())[0]["LOCATION"] == "Gate 3"
    assert "reads the days and times of the visits and where to come, for" in said


def test_an_older_copy_of_a_course_never_overwrites_a_newer_plan(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    copy = course.parent.parent / "copy"
    shutil.copytree(course.parent, copy)
    changed(course, "omit", "C1D22", when="2027-01-03")
    write_again(course)
    held = feed(web).read_bytes()
    for words in (("plan", copy, "--out", copy), ("print", copy, "--out", web.parent / "today"), ("publish", copy)):
        said = refused(*words, *WHEN)
        assert said.startswith("Error: ")
        assert (
            f"the published calendar {feed(web)} is of a plan that this course file does not hold; go on with the newer course file."
            in said
        )
    assert feed(web).read_bytes() == held


def test_the_calendar_of_another_course_is_not_withdrawn(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    other = course.parent.parent / "other"
    assert dosing("plan", *PATIENT, *WHEN, "--out", other).status == 0
    shutil.copy(course.parent / "publish.toml", other)
    assert "says where another course's calendar is published" in refused("publish", other, "--withdraw")
    assert feed(web).exists()


def test_no_patients_files_are_written_where_a_web_server_hands_them_out(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    for into in (web, web / "deeper"):
        said = refused("plan", *PATIENT, *FIXED, "--out", into)
        assert f"{web} holds published calendars, which a web server hands out to everybody; write another folder." in said
        assert "holds published calendars" in refused("print", course.parent, "--out", into, *WHEN)
    assert [path.name for path in web.iterdir()] == [feed(web).name]


def test_a_folder_above_a_patients_files_is_refused(course: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copytree(course.parent, tmp_path / "data" / "patients" / "one")
    said = refused("publish", course, "--to", tmp_path / "data", *WHEN)
    assert "data holds patients/one/course.toml, which a web server must never hand out" in said


def test_who_sees_its_entries_is_changed_where_it_is_published(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    assert {event["CLASS"] for event in unfolded(feed(web).read_bytes())} == {"PRIVATE"}
    publish(course, "--calendar-class", "public")
    write_again(course)
    assert {event["CLASS"] for event in unfolded(feed(web).read_bytes())} == {"PUBLIC"}


def test_a_plan_written_elsewhere_says_where_the_published_course_is(course: Path, web: Path) -> None:
    publish(course, "--to", web)
    ran = dosing("plan", course, "--out", web.parent / "elsewhere", *WHEN)
    assert ran.out.endswith(
        f"Its calendar is published beside {course.parent}: go on with the course there, or what is published stays behind.\n"
    )


def test_a_link_that_leads_nowhere_is_not_taken_for_a_calendar_that_is_not_published(course: Path) -> None:
    (course.parent / "publish.toml").symlink_to("nowhere")
    said = refused("plan", course, "--out", course.parent, *WHEN)
    assert "publish.toml is a link to a file that does not exist" in said


def test_the_lines_for_a_web_server_hand_out_calendars_alone(course: Path, web: Path) -> None:
    said = publish(course, "--to", web)
    found = re.search(r'location ~ "(.*)" \{', said)
    assert found is not None
    served = re.compile(found[1])
    assert served.fullmatch(f"/calendars/{feed(web).name}")
    for path in ("/calendars/", "/calendars/course.toml", f"/calendars/{feed(web).name}.bak", f"/calendars/x/{feed(web).name}"):
        assert not served.fullmatch(path)
    assert f'alias "{web}/$1";' in said
