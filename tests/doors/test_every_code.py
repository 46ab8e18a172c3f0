"""Every code that the program can give a problem: a command line that meets it, and the option, argument or file it is said of."""

import re
from pathlib import Path

import pytest

from dosing.cli.naming import HINTS
from tests.codes import OF_A_REGIMEN, codes, codes_in
from tests.doors.command import COURSE_ID, begin, dosing, refused
from tests.doors.meeting_codes import (
    BY_LABEL,
    COURSE,
    FILE,
    IN_FORCE,
    NOT_NEEDED,
    NOWHERE,
    OTHER_DAYS,
    PATIENT,
    RECORDED,
    SHARING,
    TO_CHECK,
    Met,
    a_change,
    a_copy_in_the_way,
    a_folder_in_the_way,
    a_process_lost,
    altered,
    behind_proxy,
    by_hand,
    calendar_of_others,
    changed_meanwhile,
    changes_in_one_list,
    changing,
    checked_twice,
    checking,
    checking_with,
    document,
    feed_folder_gone,
    into,
    into_a_published_folder,
    labelled,
    launcher,
    letterhead,
    link_to_itself,
    more_rows_than_are_read,
    no_readable_course,
    no_readable_publish_file,
    no_readable_run,
    of_a_unit,
    of_another_version,
    of_file,
    plan,
    port_taken,
    printing,
    printing_among_others,
    profile,
    published_in_vain,
    published_into_a_folder_with_a_dollar,
    published_newer,
    published_then,
    publishing,
    publishing_among_sheets,
    revision_before_a_rebase,
    roster,
    run_of_another_moment,
    run_under_way,
    serving,
    sheets_alone,
    slot,
    unreviewed,
    void_into_its_course,
    with_site,
    withdrawn_in_vain,
)
from tests.doors.rosters import IN_A_ROW
from tests.units import SHARES, TIMED

MET: dict[str, tuple[Met, str]] = {
    # A new plan.
    "weight-missing": (lambda _: dosing("plan", "--start", "2027-01-04"), "--weight"),
    "weight-empty": (plan("--weight", ""), "--weight"),
    "weight-unreadable": (plan("--weight", "70,5kg"), "--weight"),
    "weight-without-unit": (plan("--weight", "70"), "--weight"),
    "weight-decimals": (plan("--weight", "70.123kg"), "--weight"),
    "weight-too-low": (plan("--weight", "12kg"), "--weight"),
    "missing": (lambda _: dosing("plan", "--weight", "70kg"), "--start"),
    "out-of-bounds": (plan("--start", "1999-01-04"), "--start"),
    "not-a-day": (plan("--start", "4 January"), "--start"),
    "no-such-day": (plan("--start", "2027-02-30"), "--start"),
    "not-a-whole-number": (plan("--cycles", "two"), "--cycles"),
    "no-such-cycles": (plan("--cycles", "3"), "--cycles"),
    "born-after-start": (plan("--born", "2030-01-01"), "--born"),
    "weighed-after-start": (plan("--weighed", "2027-01-09"), "--weighed"),
    "fact-after-start": (plan("--transplant", "2027-02-01"), "--transplant"),
    "empty": (plan("--label", " "), "--label"),
    "control-character": (plan("--label", "a\x07b"), "--label"),
    "unprintable": (plan("--label", "氏名"), "--label"),
    "too-long": (plan("--label", "x" * 81), "--label"),
    "not-a-time": (plan("--time", "ten", "--time-zone", "Europe/Paris"), "--time"),
    "no-zone": (plan("--time", "10:00"), "--time-zone"),
    "no-such-zone": (plan("--time", "10:00", "--time-zone", "Paris"), "--time-zone"),
    "zone-without-place": (plan("--time", "10:00", "--time-zone", "EST"), "--time-zone"),
    "time-in-gap": (plan("--start", "2027-03-28", "--time", "02:30", "--time-zone", "Europe/Paris"), "--time"),
    "time-twice": (plan("--start", "2027-10-31", "--time", "02:30", "--time-zone", "Europe/Paris"), "--time"),
    "no-such-offset": (plan("--time", "10:00+05:00", "--time-zone", "Europe/Paris"), "--time"),
    "not-a-course-id": (plan("--course-id", "ISLAY-007"), "--course-id"),
    "not-a-moment": (plan("--issued", "yesterday"), "--issued"),
    "no-such-revision": (plan("--revision", "9"), "--revision"),
    "not-a-choice": (plan("--steroid-route", "rectal"), "--steroid-route"),
    "no-slot-takes-it": (plan("--h2-blocker", "cimetidine"), "--h2-blocker"),
    "reason-missing": (plan("--h2-blocker", "none"), "--h2-blocker-reason"),
    "reason-spare": (plan("--h2-blocker", "famotidine", "--h2-blocker-reason", "none is stocked"), "--h2-blocker-reason"),
    "form-missing": (plan("--steroid-route", "intravenous"), "--steroid-form"),
    "form-spare": (plan("--steroid-route", "oral", "--steroid-form", "base"), "--steroid-form"),
    "no-such-regimen": (plan("--regimen", "label-20-us"), "--regimen"),
    "cycles-missing": (plan("--regimen", "label-10-us-kd"), "--cycles"),
    "born-for-dose": (plan("--regimen", "label-10-us-pd", "--cycles", "2"), "--born"),
    "fact-not-asked": (plan("--regimen", "label-10-us-kd", "--cycles", "2", "--transplant", "none"), "--transplant"),
    "initials-empty": (plan("--prepared-by", "."), "--prepared-by"),
    # What is written in a site file, and a file that is none.
    "another-kind": (with_site("bag = 250\n"), FILE),
    "not-a-number": (with_site('[bag]\nvolume_ml = "many"\n'), FILE),
    "too-many-decimals": (with_site('[bag]\nvolume_ml = "250.0000001"\n'), FILE),
    "not-like-that": (with_site('country = "us"\n'), FILE),
    "unknown-key": (with_site("[bag]\nvolume = 250\n"), FILE),
    "sources-in-site": (with_site("[sources]\n"), FILE),
    "region-without-country": (with_site('region = "CA"\n'), FILE),
    "no-such-vial": (with_site('[[vials]]\nstrength_mg = "200"\nvolume_ml = "10"\n'), FILE),
    "subcutaneous-vial": (with_site('[[vials]]\nstrength_mg = "1400"\nvolume_ml = "10"\n'), FILE),
    "vial-twice": (with_site('[[vials]]\nstrength_mg = "100"\nvolume_ml = "5"\n' * 2), FILE),
    "no-such-profile": (with_site('[infusion]\nprofile = "fast"\n'), FILE),
    "not-compared": (with_site('[infusion]\nprofile = "label-250ml"\n'), FILE),
    "rates-follow": (with_site(BY_LABEL), FILE),
    "rates-too-fast": (with_site(IN_FORCE + profile("26")), "--site"),
    "beyond-without-order": (with_site(profile("25", head='beyond_limits = "as tolerated"', follows="protocol")), FILE),
    "two-large-bags": (with_site("[bag]\nvolume_ml = 500\ncount = 2\n"), FILE),
    "share-without-data": (with_site("[bag]\nmost_share_percent = 60\n"), FILE),
    "share-reference-spare": (with_site('[bag]\nshare_reference = "data on file"\n'), FILE),
    "no-such-slot": (with_site(slot("antiemetic", 'drug = "ondansetron"')), FILE),
    "slot-needed": (with_site(NOT_NEEDED), FILE),
    "none-with-values": (with_site(slot("h2_blocker", 'drug = "none"', 'reason = "none is stocked"', "dose_mg = 20")), FILE),
    "half-a-limit": (with_site(slot("steroid", "dose_mg = 40", "from_age_years = 75")), FILE),
    "profile-twice": (with_site(profile("25") * 2), FILE),
    "profile-for-another-bag": (with_site(IN_FORCE + profile("50", bag="500")), FILE),
    "rate-steps": (with_site(profile("50", more="minutes = 60\n")), FILE),
    "rate-too-slow": (with_site(profile("5", basis="mg_per_hour")), FILE),
    "runs-for-days": (with_site(IN_FORCE + profile('"0.1"')), "--site"),
    "too-many-reasons": (with_site('when_to_call = ["1", "2", "3", "4", "5", "6", "7"]\n'), FILE),
    "not-a-temperature": (with_site('fever_from = "38"\n'), FILE),
    "no-such-country": (with_site('country = "QQ"\n'), "--site"),
    "not-toml": (with_site("x = ["), "--site"),
    "key-twice": (with_site('time_zone = "UTC"\ntime_zone = "UTC"\n'), "--site"),
    "number-too-long": (with_site(f"[bag]\nvolume_ml = {'9' * 40}\n"), "--site"),
    "nested-too-deeply": (with_site(f"{'.'.join('a' * 32_000)} = 1\n"), "--site"),
    "too-many-keys": (with_site(f"x = [{'[],' * 200_001}]\n"), "--site"),
    "another-kind-of-file": (with_site(COURSE), "--site"),
    "format-unknown": (with_site('format = "x"\n'), "--site"),
    "format-newer": (with_site('format = "dosing-site/9"\n'), "--site"),
    # What is written in a course file, and a file that is none.
    "nothing-corrected": (of_file(COURSE + a_change("correct", "values = {}")), FILE),
    "format-never-released": (of_file('format = "dosing-course/1"\n' + COURSE), "COURSE"),
    "not-utf-8": (of_file(b"\xff\xfe"), "COURSE"),
    "too-large": (of_file("#" * 2_000_001), "COURSE"),
    "no-such-file": (lambda folder: dosing("history", folder / "nothing.toml"), "COURSE"),
    "not-in-the-folder": (lambda folder: dosing("history", folder), "COURSE"),
    "not-a-regular-file": (lambda _: dosing("history", "/dev/null"), "COURSE"),
    "file-cannot-be-read": (link_to_itself, "COURSE"),
    "unsourced": (altered(COURSE, lambda text: re.sub(r'(?m)^"bag\.volume_ml" = .*\n', "", text)), FILE),
    "slot-missing": (altered(COURSE, lambda text: re.sub(r"(?ms)^\[site\.premedications\.h2_blocker\]\n.*?\n\n", "", text)), FILE),
    "edited-by-hand": (altered(COURSE, lambda text: text.replace('weight = "72.5kg"', 'weight = "73.5kg"')), "COURSE"),
    "made-by-another-engine": (altered(COURSE, of_another_version), "COURSE"),
    "fingerprint-missing": (
        altered(COURSE + a_change("omit", 'visit = "C1D8"'), lambda text: re.sub("(?m)^fingerprint = .*$", "", text, count=1)), FILE,
    ),
    "revision-of-another-engine": (revision_before_a_rebase, "--revision"),
    "not-json": (document(b"no plan"), "PLAN"),
    "not-a-plan": (document(b"[]"), "PLAN"),
    # A change.
    "no-such-visit": (changing("omit", "C9D9"), "VISIT"),
    "visit-omitted": (changing("omit", "C1D15", text=COURSE + a_change("omit", 'visit = "C1D15"')), "VISIT"),
    "visit-stopped": (changing("omit", "C1D22", text=COURSE + a_change("stop", 'visit = "C1D15"')), "VISIT"),
    "visit-is-over": (changing("omit", "C1D8"), "VISIT"),
    "first-visit-omitted": (changing("omit", "C1D1"), "VISIT"),
    "stop-is-over": (changing("stop", "C1D8"), "VISIT"),
    "retime-is-over": (changing("retime", "C1D8", "--at", "09:00"), "VISIT"),
    "already-there": (changing("move", "C1D15", "--to", "2027-01-18"), "--to"),
    "to-is-over": (changing("move", "C1D15", "--to", "2027-01-11"), "--to"),
    "same-day": (changing("move", "C1D15", "--to", "2027-01-25", "--following", "keep"), "--to"),
    "out-of-order": (changing("move", "C1D15", "--to", "2027-01-27", "--following", "keep"), "--to"),
    "interval-too-short": (changing("move", "C1D15", "--to", "2027-01-22", "--following", "keep"), "--to"),
    "first-visit-before-weight": (changing("move", "C1D1", "--to", "2027-01-01", when="2026-12-20"), "--to"),
    "later-visit-is-over": (changing("move", "C1D8", "--to", "2027-02-10", "--not-given", when="2027-02-09"), "--following"),
    "not-given-ahead": (changing("move", "C1D15", *OTHER_DAYS, "--not-given"), "--not-given"),
    "outcome-is-recorded": (changing("move", "C1D8", *OTHER_DAYS, text=RECORDED), "VISIT"),
    "already-recorded": (changing("outcome", "C1D8", "--in-full", text=RECORDED), "VISIT"),
    "given-otherwise": (changing("reweigh", "60kg", "--on", "2027-01-11", when="2027-01-11", text=RECORDED), "--when"),
    "outcome-before-visit": (changing("outcome", "C1D15", "--in-full"), "VISIT"),
    "outcome-twice": (changing("outcome", "C1D8", "--in-full", "--given-ml", "60"), "--given-ml"),
    "outcome-empty": (changing("outcome", "C1D8"), "--in-full"),
    "more-than-the-bags": (changing("outcome", "C1D8", "--given-ml", "251"), "--given-ml"),
    "no-more-cycles": (changing("extend"), NOWHERE),
    "extend-after-stop": (changing("extend", text="cycles = 1\n" + COURSE + a_change("stop", 'visit = "C1D8"')), NOWHERE),
    "nothing-to-undo": (changing("undo"), NOWHERE),
    "nothing-to-rebase": (changing("rebase"), NOWHERE),
    "weighed-after-change": (changing("reweigh", "64kg", "--on", "2027-01-20"), "--on"),
    "weighed-before-last": (changing("reweigh", "64kg", "--on", "2026-12-20"), "--on"),
    "weight-entered-before-last": (
        changing("reweigh", "64kg", "--on", "2027-01-11", text=COURSE + a_change("reweigh", 'weight = "70kg"\nweighed = 2027-01-03', "2027-01-20")),
        "--when",
    ),
    "written-by-hand": (by_hand, "COURSE"),
    "nothing-can-be-added": (changes_in_one_list, "COURSE"),
    "changed-meanwhile": (changed_meanwhile, "COURSE"),
    # The check.
    "not-a-folder": (lambda _: dosing("check", "/dev/null", "--by", "CD", "--fingerprint", "1A2B-3C4D-5E6F"), "DIR"),
    "not-a-fingerprint": (checking("EF", fingerprint="12"), "--fingerprint"),
    "not-an-amount": (checking("EF", volume="72,5"), "--volume"),
    "check-differs": (checking("EF", mg="1448"), "--mg"),
    "check-value-missing": (checking_with("--fingerprint", "1A2B-3C4D-5E6F"), "--mg-per-kg"),
    "no-such-dose": (checking_with("--mg", "C2D1=1450"), "--mg"),
    "dose-twice": (checking_with("--mg", "C1D1=1450", "--mg", "C1D8=1450"), "--mg"),
    "checked-by-preparer": (checking("A.B."), "--by"),
    "initials-not-latin": (checking("\u0421D"), "--by"),
    "already-checked": (checked_twice("cycles = 1\n" + TO_CHECK), "DIR"),
    "nothing-to-check": (checked_twice(TO_CHECK), "DIR"),
    "preparer-missing": (checking("EF", TO_CHECK.replace('prepared_by = "AB"\n', "")), "DIR"),
    "supply-not-confirmed": (checking("EF", COURSE), "DIR"),
    "unreviewed-data": (unreviewed, "DIR"),
    "check-before-change": (checking("EF", TO_CHECK + a_change("omit", 'visit = "C1D8"')), "--issued"),
    # The letterhead.
    "no-letterhead": (letterhead('country = "US"\n'), "SITE"),
    "letterhead-in-force": (letterhead('[letterhead]\npaper = "a4"\n'), "SITE"),
    # The folder that is written.
    "folder-of-another-course": (into(begin), "--out"),
    "folder-of-other-values": (into(begin, "--course-id", COURSE_ID), "--out"),
    "folder-of-others": (into(sheets_alone), "--out"),
    "folder-unreadable": (into(no_readable_course), "--out"),
    "folder-is-a-file": (into(Path.touch), "--out"),
    "folder-in-the-way": (into(a_folder_in_the_way, "--force"), "--out"),
    "cannot-be-written": (into(lambda folder: folder.symlink_to(folder)), "--out"),
    "void-into-course": (void_into_its_course, "--out"),
    # What is printed, and a label that is read.
    "nothing-printed": (printing("--visit", "C2D1"), "--visit"),
    "printed-among-others": (printing_among_others, "--out"),
    "not-a-label-code": (labelled("ISLAY-007"), "--code"),
    "newer-label-code": (labelled("dosing-label/2 C1D8"), "--code"),
    # A published calendar.
    "no-such-folder": (publishing("--to", "none"), "--to"),
    "course-in-feed-folder": (publishing("--to", "course"), "--to"),
    "patient-files-in-feed-folder": (publishing_among_sheets, "--to"),
    "published-elsewhere": (published_then("publish", "course", "--to", "elsewhere"), "--to"),
    "published-other-course": (published_then("plan", *PATIENT, "--out", "course", "--force"), "--out"),
    "feed-folder-gone": (feed_folder_gone, "--out"),
    "published-newer": (published_newer, "DIR"),
    "folder-is-published": (into_a_published_folder, "--out"),
    "feed-folder-name": (published_into_a_folder_with_a_dollar, "--to"),
    "feed-cannot-be-written": (published_in_vain, NOWHERE),
    "publish-unreadable": (no_readable_publish_file, NOWHERE),
    "not-published": (publishing("--withdraw"), "COURSE"),
    "cannot-be-withdrawn": (withdrawn_in_vain, "COURSE"),
    # A folder of courses.
    "days-out-of-bounds": (of_a_unit("day", "--date", "2027-01-11", "--to", "2027-01-10"), "--to"),
    "vials-not-shared": (of_a_unit(*SHARING, **TIMED), "--share-vials"),
    "opened-vial-unknown": (of_a_unit(*SHARING, site={"vial_supply": "stock"}, **TIMED), "--share-vials"),
    "no-preparation-time": (of_a_unit(*SHARING, site=SHARES), "--share-vials"),
    "not-a-calendar-name": (of_a_unit("calendar", "--out", "unit.txt"), "--out"),
    "calendar-of-others": (calendar_of_others, "--out"),
    # A roster; what is said of one row of it stands in test_roster_codes.py.
    "not-a-roster": (roster(b"PK\x03\x04"), "ROSTER"),
    "header-missing": (roster(b""), "ROSTER"),
    "header-unreadable": (roster(b'"course_id\n'), "ROSTER"),
    "unknown-column": (roster(b"course_id,weight,start,ward\n"), "ROSTER"),
    "column-twice": (roster(b"course_id,weight,start,start\n"), "ROSTER"),
    "column-missing": (roster(b"weight,start\n"), "ROSTER"),
    "roster-empty": (roster(b"course_id,weight,start\n"), "ROSTER"),
    "too-many-rows": (more_rows_than_are_read, "ROSTER"),
    "copy-in-the-way": (a_copy_in_the_way, "--out"),
    "run-of-another-moment": (run_of_another_moment, "--issued"),
    "run-under-way": (run_under_way, "--out"),
    "run-unreadable": (no_readable_run, "--out"),
    "worker-lost": (a_process_lost, "--jobs"),
    # The page.
    "open-to-others": (serving("--host", "0.0.0.0"), "--host"),  # noqa: S104  # refused
    "proxy-without-name": (serving("--behind-proxy"), "--allow-host"),
    "port-taken": (port_taken, "--port"),
    "header-without-proxy": (serving("--user-header", "Remote-User"), "--user-header"),
    "not-a-header-name": (behind_proxy("--user-header", "Remote User"), "--user-header"),
    "header-of-browsers": (behind_proxy("--user-header", "Cookie"), "--user-header"),
    "names-nobody": (behind_proxy("--proxy-address", "192.0.2.7"), "--proxy-address"),
    "not-an-address": (behind_proxy("--user-header", "Remote-User", "--proxy-address", "proxy.test"), "--proxy-address"),
    "secret-open-to-others": (behind_proxy(secret="a" * 32, mode=0o640), "--proxy-secret"),
    "secret-unfit": (behind_proxy(secret="short"), "--proxy-secret"),  # noqa: S106  # it is refused
    "launcher-elsewhere": (launcher(platform="darwin"), "--install-launcher"),
    "launcher-of-another": (launcher(there="[Desktop Entry]"), "--install-launcher"),
    "launcher-unwritable": (launcher(site="a\nb.toml"), "--install-launcher"),
}  # fmt: skip

FORMS = "it is said of a form that came from a browser"
NOT_MET = {
    **dict.fromkeys(("change-not-named", "course-lost", "field-too-long", "field-twice", "form-unreadable"), FORMS),
    **dict.fromkeys(OF_A_REGIMEN, "nobody but this program writes a regimen's file"),
    **dict.fromkeys(("another-is-signed-in", "saved-for-another"), "a proxy signs people in to the page alone"),
    "another-regimen": "a course is planned by the regimen that its file names",
    "too-many-changes": "the command line reads as many as there are, since nobody else waits meanwhile",
}


def test_every_code_has_a_row_or_a_reason_why_the_command_line_never_meets_it() -> None:
    assert codes() == set(MET) | set(NOT_MET) | set(IN_A_ROW)
    assert not set(MET) & set(NOT_MET)
    assert not set(IN_A_ROW) & (set(MET) | set(NOT_MET))


def test_a_code_that_is_made_up_of_parts_or_chosen_somewhere_else_is_not_overlooked() -> None:
    assert [*codes_in('raise InputError("too-large", field, sentence)')] == ["too-large"]
    assert [*codes_in('code, said = ("a", x) if mode else ("b", y)')] == ["a", "b"]
    assert [*codes_in("raise InputError(problem.code, field, sentence)")] == []
    for source in ('raise InputError(f"{what}-missing", field, sentence)', 'raise Unfit(CODES[0], "is empty")'):
        with pytest.raises(AssertionError):
            [*codes_in(source)]


def test_a_hint_is_given_for_codes_that_there_are() -> None:
    assert set(HINTS) <= set(MET)


@pytest.mark.parametrize("code", HINTS)
def test_a_sentence_ends_with_what_can_be_typed_where_the_input_alone_does_not_say_it(code: str, tmp_path: Path) -> None:
    _, words = HINTS[code][0]
    assert words.partition("{")[0] in refused(MET[code][0](tmp_path))


@pytest.mark.parametrize("code", MET)
def test_a_problem_is_said_of_the_option_argument_or_file_where_it_is_put_right(code: str, met: list[str], tmp_path: Path) -> None:
    run, place = MET[code]
    ran = run(tmp_path)
    assert code in met
    said = refused(ran) if not ran.out else ran.err.strip()  # a change is shown before it is refused to be written
    assert ran.status == 2
    if place == FILE:
        assert re.match(rf"Error: {re.escape(str(tmp_path))}/\S+\.toml(: letterhead|: site)?: ", said), said
    elif place:
        assert said.startswith(f"Error: {place}: "), said
    else:
        assert not re.match(r"Error: (--[a-z-]+|[A-Z]+): ", said), said
