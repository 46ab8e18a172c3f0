"""What holds for every history: of any course, at any site, with any changes that are possible."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats.course_file import read_course, render_course
from dosing.formats.shipped import default_regimen, newest_regimen, regimen_of
from dosing.history import build_history, sealed
from dosing.inputs.letterhead import Letterhead
from dosing.releases import Release, release
from dosing.rules.timeline import timelines
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import SOME


def without_what_comes_later(made: Release) -> dict[str, Any]:
    """All of a release but whether a newer one replaces it, and the course as its file stores it."""
    return {field.name: getattr(made, field.name) for field in fields(made) if field.name not in ("void", "sealed")}


def made_or_refused(site: dict[str, Any], course: dict[str, Any], issued: datetime | None = None) -> Release | str:
    try:
        return plans.make_release(site, issued=issued or any_.issued_after(course), **course)
    except Refused as refused:
        return str(refused)
    except InputError as refused:  # of the site itself, before any change: no change that is impossible is kept
        assert refused.code in ("rates-too-fast", "runs-for-days")
        return str(refused)


@SOME
@given(any_.cases(), st.data())
def test_the_newest_plan_of_a_history_is_the_plan_of_its_course(case, data):
    site, course = case
    course = any_.possible(data, site, course)
    try:
        plan = plans.make_plan(site, **course)
    except (InputError, Refused):
        assert course["changes"] == []
        return
    history = plans.make_history(site, **course)
    assert history.plan == plan
    assert len(history.revisions) == 1 + len(course["changes"])


@SOME
@given(any_.cases(), st.data())
def test_every_revision_is_the_course_as_it_was_then(case, data):
    site, course = case
    course = any_.possible(data, site, course)
    if isinstance(made_or_refused(site, course), str):
        return
    history = plans.make_history(site, **course)
    issued = any_.issued_after(course)
    for number in range(1, 1 + len(history.revisions)):
        then = made_or_refused(site, {**course, "changes": course["changes"][: number - 1]}, issued)
        now = release(history, issued, revision=number)
        if isinstance(then, str):  # a later change mended what was refused then
            assert now.findings[0].severity == "refuse"
            continue
        assert without_what_comes_later(now) == without_what_comes_later(then)
        assert now.void is (number < len(history.revisions))


@SOME
@given(any_.cases(), st.data())
def test_a_course_is_read_back_from_its_file_as_it_was_written(case, data):
    site, course = case
    course = any_.possible(data, site, course)
    if isinstance(made_or_refused(site, course), str):
        return
    whole = sealed(plans.make_history(site, **course))
    own = plans.make_site(site, course["regimen"])
    found = read_course(render_course(own, Letterhead(), whole).encode(), "course.toml")
    assert (found.course, found.site) == (whole, own)
    again = build_history(regimen_of(found.course), found.site, found.course)
    assert [each.fingerprint for each in again.revisions] == [whole.fingerprint, *(change.fingerprint for change in whole.changes)]


DAYS = st.integers(0, 60).map(lambda days: date(2027, 1, 4) + timedelta(days=days))


@SOME
@given(st.lists(st.tuples(DAYS, st.sampled_from(["250", "500"]), st.sampled_from(["0.1", "0.2", "0.5", "1"])), max_size=8))
def test_the_site_of_a_day_is_the_last_in_the_file_whose_day_is_not_later(chosen):
    files = [{"bag": {"volume_ml": bag}, "rounding": {"volume_step_ml": step}} for _, bag, step in chosen]
    changes = [plans.resite(own, when) for own, (when, _, _) in zip(files, chosen, strict=True)]
    *_, newest = timelines(default_regimen(), plans.make_site(), plans.make_course(changes=changes))
    sites = [(date.min, plans.make_site()), *((when, plans.make_site(own)) for own, (when, _, _) in zip(files, chosen, strict=True))]
    for days in range(-2, 64):
        on = date(2027, 1, 4) + timedelta(days=days)
        (*_, in_force) = [site for since, site in sites if since <= on]
        assert newest.site_on(on) == in_force
    assert [since for since, _ in newest.sites] == [since for since, _ in sites]


@SOME
@given(any_.cases(), st.data())
def test_an_undo_gives_the_timeline_before_the_change_that_still_stands(case, data):
    site, course = case
    course = any_.possible(data, site, course)
    standing: list[int] = []
    before = [0]  # the revision, from 0, whose timeline each revision has
    for number, change in enumerate(course["changes"], start=1):
        if change["kind"] == "undo":
            standing.pop()
            before.append(standing[-1] if standing else 0)
        else:
            standing.append(number)
            before.append(number)
    regimen = newest_regimen(course["regimen"])
    found = list(timelines(regimen, plans.make_site(site, course["regimen"]), plans.make_course(**course)))
    assert [found[revision] is each for revision, each in zip(before, found, strict=True)] == [True] * len(found)
