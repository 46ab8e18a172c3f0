"""What only the day of issue shows: a weight or a comparison of a day to come is refused through the command line, and nothing is written."""

from pathlib import Path

import pytest

from tests.doors.command import BY_ORDER, dosing, refused, snapshot

EARLY = "2026-11-30T09:00:00Z"
PATIENT = ("--weight", "72.5kg", "--start", "2027-01-04")
SITE = BY_ORDER  # compared on 1 December 2026

CASES = [
    (("--weighed", "2026-12-02"), "A weight was measured on Wednesday 2 December 2026, after the day of issue, Monday 30 November 2026"),
    (("--site", "site.toml"), "compared with the order that they follow on Tuesday 1 December 2026, after the day of issue"),
]


@pytest.mark.parametrize(("words", "said"), CASES, ids=["a weight", "a comparison"])
def test_what_is_dated_after_the_day_of_issue_is_refused(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    before = snapshot(tmp_path)
    # A moment of issue is UTC; somewhere on earth it is then up to 14 hours later, but not yet the day after.
    assert said in refused(dosing("plan", *PATIENT, *words, "--issued", "2026-11-30T09:00:00Z", "--out", "course"), status=3)
    assert snapshot(tmp_path) == before


def test_a_weight_that_was_measured_later_than_today_cannot_be_entered_as_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from tests.doors.command import begin, change

    course = begin(tmp_path / "course")
    monkeypatch.setattr("dosing.cli.change_commands.now", lambda: datetime(2027, 1, 10, 12, tzinfo=UTC))
    before = course.read_bytes()
    said = refused(change(course, "reweigh", "70kg", "--on", "2027-01-20", when="2027-01-20"), status=3)
    assert "A weight was measured on Wednesday 20 January 2027, after the day of issue" in said
    assert course.read_bytes() == before
