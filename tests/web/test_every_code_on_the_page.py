"""Every code that the program can give a problem: how somebody meets it on the page, and the field at which it is said there."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.codes import OF_A_REGIMEN, codes
from tests.web.inside import Behind, Inside
from tests.web.visitor import COURSE_ID, FIXED, NO_EXTRA, PATIENT, Answer, hold_nothing

pytest.importorskip("fastapi", reason=NO_EXTRA)

Post = Callable[[Inside], Answer]
NOWHERE = ""  # said above the form or on a page of its own, since no field of the form puts it right

COURSE = f'course_id = "{COURSE_ID}"\nweight = "72.5kg"\nweighed = 2026-11-20\nstart = 2027-01-04\nprepared_by = "AB"\n'
# At a site that has decided about the drug of which the regimen warns.
TO_CHECK = f'{COURSE}[site.premedications.h2_blocker]\ndrug = "ranitidine"\n'
WHO = {"reason": "as ordered", "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027"}


def day(name: str, text: str) -> dict[str, str]:
    year, month, number = text.split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def change(kind: str, more: str = "", when: str = "2027-01-04") -> str:
    """A change as a course file holds it."""
    return f'\n[[change]]\nkind = "{kind}"\nreason = "as ordered"\nby = "AB"\nwhen = {when}\n{more}\n'


def plan(**typed: str) -> Post:
    return lambda page: page.post("/plan", {**PATIENT, **{name.replace("__", "-"): text for name, text in typed.items()}})


def planned_with(typed: dict[str, str]) -> Post:
    return lambda page: page.post("/plan", {**PATIENT, **typed})


def with_site(text: str) -> Post:
    return lambda page: page.upload("/plan", PATIENT, "site_file", text.encode())


def opening(text: str | bytes) -> Post:
    return lambda page: page.upload("/open", {}, "course_file", text if isinstance(text, bytes) else text.encode())


def carried(page: Inside, text: str) -> dict[str, str]:
    """The course of a file's text as a page carries it."""
    answer = page.upload("/open", {}, "course_file", text.encode())
    assert answer.status == 200, answer.words
    return answer.carried


def changing(kind: str, text: str = COURSE, **typed: Any) -> Post:
    """A form of a change; a day is given as three fields in a dictionary."""
    fields: dict[str, str] = {}
    for name, value in typed.items():
        fields |= value if isinstance(value, dict) else {name: value}
    return lambda page: page.post("/change/review", {**carried(page, text), **WHO, "kind": kind, **fields})


def checking(by: str, text: str = TO_CHECK, **other: str) -> Post:
    """The form of the check, with everything right but for what is typed as `other`."""

    def post(page: Inside) -> Answer:
        answer = page.upload("/open", {}, "course_file", text.encode())
        return page.check(answer, by, **other)

    return post


def saving_what_another_prepared(_: Inside) -> Answer:
    with TemporaryDirectory() as folder:
        ab = Behind("AB", unit=Path(folder))
        planned = ab.post("/plan", PATIENT)
        return Behind("CD", shared=ab).post("/courses/save", planned.carried)


def asking(text: str, *checkers: str) -> Post:
    """The empty form of the check, after somebody checked."""

    def post(page: Inside) -> Answer:
        answer = page.upload("/open", {}, "course_file", text.encode())
        for by in checkers:
            answer = page.check(answer, by)
        return page.post("/check", answer.carried)

    return post


def sealed(page: Inside, text: str = COURSE) -> str:
    return page.post("/files/course.toml", carried(page, text)).text


def reopened(alter: Callable[[str], str], text: str = COURSE) -> Post:
    """The course file that the page gave, altered outside of it, and opened once nobody works on it any more."""

    def post(page: Inside) -> Answer:
        altered = alter(sealed(page, text)).encode()
        hold_nothing()
        return page.upload("/open", {}, "course_file", altered)

    return post


def of_another_version(text: str) -> str:
    return re.sub(r'(?m)^engine = "dosing [^"]*"', 'engine = "dosing 0.0.1"', text).replace('weight = "72.5kg"', 'weight = "73.5kg"')


def revision_before_a_rebase(page: Inside) -> Answer:
    answer = reopened(of_another_version)(page)
    accepted = page.post("/change/make", {**answer.carried, **WHO, "kind": "rebase"})
    return page.post("/course", {**accepted.carried, "revision": "1"})


def changes_in_one_list(page: Inside) -> Answer:
    """A file whose changes stand as one list: nothing can be put behind it, and it is changed all the same."""
    listed = 'change = [{kind = "omit", visit = "C2D1", reason = "x", by = "AB", when = 2027-01-04}]\n'
    once = page.upload("/open", {}, "course_file", (COURSE + change("omit", 'visit = "C2D1"').replace("as ordered", "x")).encode())
    stored = page.post("/files/course.toml", once.carried).text
    made = re.search(r'(?s)\[\[change\]\].*?fingerprint = ("[0-9a-f]{64}")\nengine = ("[^"]*")', stored)
    assert made is not None
    one = listed.replace("}]", f", fingerprint = {made[1]}, engine = {made[2]}}}]")
    text = one + stored.partition("[[change]]")[0]
    hold_nothing()
    return page.post("/change/review", {**carried(page, text), **WHO, "kind": "omit", "visit": "C2D8"})


PROFILE = '[[infusion.profiles]]\nname = "own"\nfollows = "order"\nreference = "order 14"\nbasis = "ml_per_hour"\nbag_ml = 250\n'
COMPARED = 'compared_by = "AB"\ncompared_on = 2026-11-20\n'
STEPS = "[[infusion.profiles.{0}]]\nrate = {1}\n"


def one_profile(rate: str, basis: str = "ml_per_hour", more: str = "", bag: str = "250", head: str = "", follows: str = "order") -> str:
    steps = "".join(STEPS.format(part, rate) + more for part in ("first", "second", "later"))
    own = PROFILE.replace("ml_per_hour", basis).replace("250", bag).replace('"order"', f'"{follows}"')
    return own + head + steps


def profile(rate: str, **more: str) -> str:
    """The same in use, compared with its order."""
    return f'[infusion]\nprofile = "own"\n{COMPARED}{one_profile(rate, **more)}'


def slot(name: str, *lines: str) -> str:
    """What a site file gives for one premedication."""
    return "\n".join([f"[premedications.{name}]", *lines, ""])


def unreviewed(page: Inside) -> Answer:
    return asking(f'regimen = "label-10-us-kd"\ncycles = 3\n{COURSE}')(page)


def twice(page: Inside) -> Answer:
    own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": page.origin}
    return page.ask("POST", "/plan", b"weight=72.5&weight=75.2", own)


# Begun in the past, since what was given cannot be recorded before its day: C1D8 is on 12 October 2026.
RECORDED = COURSE.replace("2027-01-04", "2026-10-05").replace("2026-11-20", "2026-10-02") + change(
    "outcome", 'visit = "C1D8"\nin_full = true', "2026-10-12"
)


MET: dict[str, tuple[Post, str]] = {
    # A new plan.
    "weight-unreadable": (plan(weight="70,5"), "weight"),
    "weight-decimals": (plan(weight="70.123"), "weight"),
    "weight-too-low": (plan(weight="12"), "weight"),
    "out-of-bounds": (planned_with(day("start", "1999-01-04")), "start-day"),
    "born-after-start": (planned_with(day("born", "2030-01-01")), "born-day"),
    "weighed-after-start": (planned_with(day("weighed", "2027-01-09")), "weighed-day"),
    "fact-after-start": (planned_with(day("transplant", "2027-02-01")), "transplant-day"),
    "control-character": (plan(label="a\u0007b"), "label"),
    "unprintable": (plan(label="氏名"), "label"),
    "too-long": (plan(label="x" * 81), "label"),
    "not-a-time": (plan(time="ten"), "time"),
    "no-zone": (plan(time_zone=""), "time_zone"),
    "no-such-zone": (plan(time_zone="Paris"), "time_zone"),
    "zone-without-place": (plan(time_zone="EST"), "time_zone"),
    "time-in-gap": (planned_with({**day("start", "2027-03-28"), "time": "02:30"}), "time"),
    "time-twice": (planned_with({**day("start", "2027-10-31"), "time": "02:30"}), "time"),
    "no-such-offset": (plan(time="10:00+05:00"), "time"),
    "not-a-course-id": (plan(course_id="x"), "course_id"),
    "not-a-moment": (plan(issued="yesterday"), NOWHERE),
    "reason-missing": (plan(h2_blocker="none"), "h2_blocker_reason"),
    "reason-spare": (plan(h2_blocker="famotidine", h2_blocker_reason="none is stocked"), "h2_blocker_reason"),
    "form-missing": (plan(steroid_route="intravenous"), "steroid_form"),
    "form-spare": (plan(steroid_route="oral", steroid_form="base"), "steroid_form"),
    "slot-needed": (plan(regimen="label-10-us-kd", cycles="2", h2_blocker="none", h2_blocker_reason="none is stocked"), "h2_blocker"),
    "no-such-cycles": (plan(cycles="3"), "cycles"),
    "cycles-missing": (plan(regimen="label-10-us-kd", cycles=""), "cycles"),
    "born-for-dose": (plan(regimen="label-10-us-pd", cycles="2"), "born-day"),
    "fact-not-asked": (planned_with({"regimen": "label-10-us-kd", "cycles": "2", "transplant-none": "yes"}), "transplant-day"),
    "initials-empty": (plan(prepared_by="."), "prepared_by"),
    # The site file that comes with it.
    "not-toml": (with_site("x = ["), "site_file"),
    "key-twice": (with_site('time_zone = "UTC"\ntime_zone = "UTC"\n'), "site_file"),
    "number-too-long": (with_site(f"[bag]\nvolume_ml = {'9' * 40}\n"), "site_file"),
    "nested-too-deeply": (with_site(f"{'.'.join('a' * 32_000)} = 1\n"), "site_file"),
    "too-many-keys": (with_site(f"x = [{'[],' * 200_001}]\n"), "site_file"),
    "another-kind-of-file": (with_site(COURSE), "site_file"),
    "format-unknown": (with_site('format = "x"\n'), "site_file"),
    "format-newer": (with_site('format = "dosing-site/9"\n'), "site_file"),
    "unknown-key": (with_site("[bag]\nvolume = 250\n"), "site_file"),
    "another-kind": (with_site("bag = 250\n"), "site_file"),
    "not-a-choice": (with_site("[bag]\nvolume_ml = 300\n"), "site_file"),
    "not-a-number": (with_site('[bag]\nvolume_ml = "many"\n'), "site_file"),
    "too-many-decimals": (with_site('[bag]\nvolume_ml = "250.0000001"\n'), "site_file"),
    "too-many-reasons": (with_site('when_to_call = ["1", "2", "3", "4", "5", "6", "7"]\n'), "site_file"),
    "not-a-temperature": (with_site('fever_from = "38"\n'), "site_file"),
    "not-like-that": (with_site('country = "us"\n'), "site_file"),
    "empty": (with_site('[letterhead]\nname = ""\n'), "site_file"),
    "sources-in-site": (with_site("[sources]\n"), "site_file"),
    "region-without-country": (with_site('region = "CA"\n'), "site_file"),
    "no-such-country": (with_site('country = "QQ"\n'), "site_file"),
    "no-such-vial": (with_site('[[vials]]\nstrength_mg = "200"\nvolume_ml = "10"\n'), "site_file"),
    "subcutaneous-vial": (with_site('[[vials]]\nstrength_mg = "1400"\nvolume_ml = "10"\n'), "site_file"),
    "vial-twice": (with_site('[[vials]]\nstrength_mg = "100"\nvolume_ml = "5"\n' * 2), "site_file"),
    "no-such-profile": (with_site('[infusion]\nprofile = "own"\n'), "site_file"),
    "not-compared": (with_site('[infusion]\nprofile = "label-250ml"\n'), "site_file"),
    "rates-follow": (with_site(f'[infusion]\nprofile = "label-250ml"\n{COMPARED}'), "site_file"),
    "rates-too-fast": (with_site(profile("26")), "site_file"),
    "beyond-without-order": (with_site(profile("25", head='beyond_limits = "as tolerated"\n', follows="protocol")), "site_file"),
    "two-large-bags": (with_site("[bag]\nvolume_ml = 500\ncount = 2\n"), "site_file"),
    "share-without-data": (with_site("[bag]\nmost_share_percent = 60\n"), "site_file"),
    "share-reference-spare": (with_site('[bag]\nshare_reference = "data on file"\n'), "site_file"),
    "no-such-slot": (with_site(slot("antiemetic", 'drug = "ondansetron"')), "site_file"),
    "no-slot-takes-it": (with_site(slot("h2_blocker", 'drug = "cimetidine"')), "site_file"),
    "none-with-values": (with_site(slot("h2_blocker", 'drug = "none"', 'reason = "none is stocked"', "dose_mg = 20")), "site_file"),
    "half-a-limit": (with_site(slot("steroid", "dose_mg = 40", "from_age_years = 75")), "site_file"),
    "profile-twice": (with_site(profile("25") + one_profile("25")), "site_file"),
    "profile-for-another-bag": (with_site(profile("50", bag="500")), "site_file"),
    "rate-steps": (with_site(profile("50", more="minutes = 60\n")), "site_file"),
    "rate-too-slow": (with_site(profile("5", basis="mg_per_hour")), "site_file"),
    "runs-for-days": (with_site(profile('"0.1"')), "site_file"),
    # A course file.
    "not-utf-8": (opening(b"\xff\xfe"), "course_file"),
    "weight-missing": (opening("start = 2027-01-04\n"), "course_file"),
    "weight-empty": (opening(COURSE.replace("72.5kg", "")), "course_file"),
    "weight-without-unit": (opening(COURSE.replace("72.5kg", "72.5")), "course_file"),
    "missing": (opening(COURSE.replace("course_id", "# course_id")), "course_file"),
    "not-a-day": (opening(COURSE.replace("2027-01-04", '"4 January"')), "course_file"),
    "no-such-day": (opening(COURSE.replace("2027-01-04", '"2027-02-30"')), "course_file"),
    "no-such-regimen": (opening('regimen = "other"\n' + COURSE), "course_file"),
    "slot-missing": (reopened(lambda text: re.sub(r"(?ms)^\[site\.premedications\.h2_blocker\]\n.*?\n\n", "", text)), "course_file"),
    "format-never-released": (opening('format = "dosing-course/1"\n' + COURSE), "course_file"),
    "too-many-changes": (opening(COURSE + change("omit", 'visit = "C1D8"') * 201), "course_file"),
    "no-such-visit": (opening(COURSE + change("omit", 'visit = "C9D9"')), "course_file"),
    "visit-omitted": (opening(COURSE + change("omit", 'visit = "C1D8"') * 2), "course_file"),
    "visit-stopped": (opening(COURSE + change("stop", 'visit = "C1D8"') + change("omit", 'visit = "C1D15"')), "course_file"),
    "nothing-corrected": (opening(COURSE + change("correct", "values = {}")), "course_file"),
    "edited-by-hand": (reopened(lambda text: text.replace('weight = "72.5kg"', 'weight = "73.5kg"')), "course_file"),
    "fingerprint-missing": (
        reopened(lambda text: re.sub('(?m)^fingerprint = .*$', "", text, count=1), COURSE + change("omit", 'visit = "C1D8"')),
        "course_file",
    ),
    "unsourced": (reopened(lambda text: re.sub(r'(?m)^"bag\.volume_ml" = .*\n', "", text)), "course_file"),
    "made-by-another-engine": (reopened(of_another_version), NOWHERE),
    "nothing-can-be-added": (changes_in_one_list, NOWHERE),
    "too-large": (opening(COURSE + "#" * 1_000_001), NOWHERE),
    # What came with a form.
    "course-lost": (lambda page: page.post("/course", {}), NOWHERE),
    "field-too-long": (plan(label="x" * 2001), NOWHERE),
    "field-twice": (twice, NOWHERE),
    "form-unreadable": (planned_with({f"n{number}": "" for number in range(201)}), NOWHERE),
    "not-a-whole-number": (lambda page: page.post("/course", {**carried(page, COURSE), "revision": "first"}), NOWHERE),
    "no-such-revision": (lambda page: page.post("/course", {**carried(page, COURSE), "revision": "9"}), NOWHERE),
    "revision-of-another-engine": (revision_before_a_rebase, NOWHERE),
    # A change.
    "change-not-named": (changing("none"), NOWHERE),
    "already-there": (changing("move", visit="C1D15", to=day("to", "2027-01-18")), "to-day"),
    "to-is-over": (changing("move", visit="C1D15", to=day("to", "2027-01-11")), "to-day"),
    "same-day": (changing("move", visit="C1D15", to=day("to", "2027-01-25"), following="keep"), "to-day"),
    "out-of-order": (changing("move", visit="C1D15", to=day("to", "2027-01-27"), following="keep"), "to-day"),
    "interval-too-short": (changing("move", visit="C1D15", to=day("to", "2027-01-22"), following="keep"), "to-day"),
    "first-visit-before-weight": (changing("move", visit="C1D1", to=day("to", "2026-11-18"), when=day("when", "2026-11-10")), "to-day"),
    "later-visit-is-over": (
        changing("move", visit="C1D8", to=day("to", "2027-02-10"), not_given="yes", when=day("when", "2027-02-09")), "following",
    ),
    "visit-is-over": (changing("omit", visit="C1D8", when=day("when", "2027-01-20")), "not_given"),
    "first-visit-omitted": (changing("omit", visit="C1D1"), "visit"),
    "stop-is-over": (changing("stop", visit="C1D8"), "visit"),
    "retime-is-over": (changing("retime", visit="C1D8", time="09:00"), "visit"),
    "not-given-ahead": (changing("move", visit="C1D15", to=day("to", "2027-01-20"), not_given="yes"), "not_given"),
    "outcome-is-recorded": (changing("move", RECORDED, visit="C1D8", to=day("to", "2027-01-20")), "visit"),
    "already-recorded": (changing("outcome", RECORDED, visit="C1D8", in_full="yes"), "visit"),
    "given-otherwise": (changing("reweigh", RECORDED, weight="60", weighed=day("weighed", "2026-10-12"), when=day("when", "2026-10-12")), "when-day"),
    "outcome-before-visit": (changing("outcome", visit="C1D15", in_full="yes"), "visit"),
    "outcome-twice": (changing("outcome", visit="C1D8", in_full="yes", given_ml="60"), "given_ml"),
    "outcome-empty": (changing("outcome", visit="C1D8"), "in_full"),
    "more-than-the-bags": (changing("outcome", visit="C1D8", given_ml="251"), "given_ml"),
    "no-more-cycles": (changing("extend"), NOWHERE),
    "extend-after-stop": (changing("extend", "cycles = 1\n" + COURSE + change("stop", 'visit = "C1D8"')), NOWHERE),
    "nothing-to-undo": (changing("undo"), NOWHERE),
    "nothing-to-rebase": (changing("rebase"), NOWHERE),
    "weighed-after-change": (changing("reweigh", weight="64", weighed=day("weighed", "2027-01-20")), "weighed-day"),
    "weighed-before-last": (changing("reweigh", weight="64", weighed=day("weighed", "2026-11-01")), "weighed-day"),
    "weight-entered-before-last": (
        changing(
            "reweigh", COURSE + change("reweigh", 'weight = "70kg"\nweighed = 2026-11-21', "2027-01-20"),
            weight="64", weighed=day("weighed", "2027-01-11"),
        ),
        "when-day",
    ),
    # The check.
    "not-a-fingerprint": (checking("CD", fingerprint="12"), "fingerprint"),
    "not-an-amount": (checking("CD", volume="72,5"), "volume-C1D1"),
    "check-differs": (checking("CD", weighed="2026-11-19"), "weighed-C1D1-day"),
    "checked-by-preparer": (checking("A.B."), "by"),
    "initials-not-latin": (checking("\u0421D"), "by"),
    "already-checked": (asking("cycles = 1\n" + TO_CHECK, "CD"), NOWHERE),
    "nothing-to-check": (asking(TO_CHECK, "CD"), NOWHERE),
    "preparer-missing": (asking(TO_CHECK.replace('prepared_by = "AB"\n', "")), NOWHERE),
    "supply-not-confirmed": (asking(COURSE), NOWHERE),
    "unreviewed-data": (unreviewed, NOWHERE),
    "saved-for-another": (saving_what_another_prepared, NOWHERE),
    "another-is-signed-in": (lambda _: Behind("CD").post("/plan", PATIENT), "prepared_by"),
    "check-before-change": (checking("CD", TO_CHECK + change("reweigh", 'weight = "70kg"\nweighed = 2026-11-21', "2099-01-01")), NOWHERE),
}  # fmt: skip

A_PATH = "a browser sends what is in a file, and never where it is"
A_PLAN = "nobody opens a plan document on the page, and the API takes one as JSON"
OF_A_ROSTER = "the command line alone reads rosters"
BEFORE = "it is said before there is a page"
NOT_MET = {
    **dict.fromkeys(codes("cli", "store"), "it is about folders, which the command line alone writes"),
    **dict.fromkeys(("file-cannot-be-read", "no-such-file", "not-a-folder", "not-a-regular-file", "not-in-the-folder"), A_PATH),
    **dict.fromkeys(codes("roster", "processes"), OF_A_ROSTER),
    **dict.fromkeys(("cell-too-long", "cells-differ", "course-id-missing", "line-break-in-cell", "nul-byte", "quote-inside"), OF_A_ROSTER),
    **dict.fromkeys(("quote-open", "row-not-utf-8", "row-too-long", "column-missing", "column-twice", "header-missing"), OF_A_ROSTER),
    **dict.fromkeys(("header-unreadable", "not-a-roster", "too-many-rows", "unknown-column"), OF_A_ROSTER),
    **dict.fromkeys(("not-json", "not-a-plan"), A_PLAN),
    **dict.fromkeys(
        (
            "header-of-browsers",
            "header-without-proxy",
            "launcher-elsewhere",
            "launcher-of-another",
            "launcher-unwritable",
            "names-nobody",
            "not-a-header-name",
            "not-an-address",
            "open-to-others",
            "port-taken",
            "proxy-without-name",
            "secret-open-to-others",
            "secret-unfit",
        ),
        BEFORE,
    ),
    **dict.fromkeys(OF_A_REGIMEN, "nobody but this program writes a regimen's file"),
    **dict.fromkeys(("not-a-label-code", "newer-label-code"), "a label is held against its course at the command line"),
    **dict.fromkeys(("check-value-missing", "dose-twice", "no-such-dose"), "the form asks for each value once, and says which is empty"),
    **dict.fromkeys(("no-preparation-time", "opened-vial-unknown", "vials-not-shared"), "the page shares no vials"),
    "another-regimen": "a course is planned by the regimen that its file names",
    "written-by-hand": "a course written by hand gets its fingerprints when it is opened",
    "publish-unreadable": "it is about a file beside a course's folder, which the command line alone reads",
}


def test_every_code_has_a_row_or_a_reason_why_the_page_never_meets_it() -> None:
    assert codes() == set(MET) | set(NOT_MET)
    assert not set(MET) & set(NOT_MET)


@pytest.mark.parametrize("code", MET)
def test_a_problem_is_said_at_the_field_where_it_is_put_right(code: str, met: list[str]) -> None:
    post, at = MET[code]
    answer = post(Inside())
    assert code in met
    assert answer.status == 400
    assert list(linked(answer)) == ([at] if at else [])
    if at not in (NOWHERE, "course_id"):  # which is in the form, unseen
        assert f'id="{at}"' in answer.text
        assert f'id="{at}-wrong"' in answer.text


def linked(answer: Answer) -> Iterator[str]:
    """The fields that the summary of a form leads to."""
    summary = answer.text.partition('class="summary-box"')[2].partition("</div>")[0]
    return iter(re.findall(r'href="#([^"]+)"', summary))


def test_a_problem_says_its_sentence_in_the_page_s_own_words_where_it_has_some() -> None:
    page = Inside()
    said = {
        "The day the weight was measured is 2027-01-09, after the start on 2027-01-04": MET["weighed-after-start"],
        "The day of the stem cell transplant is 2027-02-01, after the start on 2027-01-04": MET["fact-after-start"],
        "The H2 blocker has a reason for giving none, but one is given": MET["reason-spare"],
        "Enter why the H2 blocker is left out": MET["reason-missing"],
        "The site file: bag.volume_ml is 300 mL; write 250 or 500 mL.": MET["not-a-choice"],
        "C1D8 on 2027-01-11 is before the day of the change, 2027-01-20": MET["visit-is-over"],
    }
    for words, (post, _) in said.items():
        assert words in post(page).words


def test_a_plan_as_it_is_typed_in_this_table_is_made() -> None:
    assert Inside().post("/plan", {**PATIENT, **FIXED}).status == 200
