"""Every claim that the README, SECURITY.md and the intended use make is held by the tests named beside it, and those tests are there."""

import re
import socket
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.doors.command import PATIENT, TO_CHECK, answers, dosing

# The section of each page in which every claim names its tests; where a claim may do without, it is one that no program can hold.
PAGES = {"README.md": "How it earns trust", "SECURITY.md": "What is protected, and how", "docs/safety/intended-use.md": "What it is not"}
HELD_BY_NOBODY = ("Not a registered medical device", "Not a record of treatment.", "Not for use in a hurry.")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def claims(text: str) -> list[str]:
    """The items of a list, each on one line."""
    return [re.sub(r"\s+", " ", item) for item in re.findall(r"^- (.*?)(?=^- |^$)", text, re.MULTILINE | re.DOTALL)]


def names(text: str) -> list[str]:
    return re.findall(r"`(test_[a-z0-9_]+)`", text)


@pytest.fixture(scope="module")
def tests_there(repository) -> Counter:
    there: Counter = Counter()
    for path in (repository / "tests").rglob("test_*.py"):
        there.update(re.findall(r"^(?:async )?def (test_[a-z0-9_]+)\(", path.read_text(encoding="utf-8"), re.MULTILINE))
    return there


@pytest.mark.parametrize("page", PAGES)
def test_every_claim_names_tests_beside_it(repository, page):
    held = claims(section((repository / page).read_text(encoding="utf-8"), PAGES[page]))
    assert len(held) >= 6
    without = [claim for claim in held if not names(claim.partition("*Shown by*")[2])]
    assert [claim for claim in without if not any(word in claim for word in HELD_BY_NOBODY)] == []


@pytest.mark.parametrize("page", [*PAGES, "docs/safety/dangerous-changes.md"])
def test_every_test_that_a_claim_names_is_there_once(repository, tests_there, page):
    named = names((repository / page).read_text(encoding="utf-8"))
    assert {name: tests_there[name] for name in named} == dict.fromkeys(named, 1)


def test_planning_changing_and_checking_open_no_connection(tmp_path, monkeypatch):
    def refused(*_where: object, **_how: object) -> None:
        raise AssertionError("a connection was opened, or a name was looked up")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    for place in ("options", "change_commands"):
        monkeypatch.setattr(f"dosing.cli.{place}.now", lambda: datetime(2027, 1, 4, 12, tzinfo=UTC))
    with pytest.raises(AssertionError):
        socket.create_connection(("127.0.0.1", 9))
    out = tmp_path / "course"
    assert dosing("plan", *PATIENT, *TO_CHECK, "--issued", "2027-01-03T09:00:00Z", "--out", out, pdf=True).status == 0
    assert (out / "plan.json").exists()
    moved = dosing(
        "move", out / "course.toml", "C1D15", "--to", "2027-01-25", "--reason", "low counts", "--by", "AB", "--when", "2027-01-04", "--yes"
    )
    assert moved.status == 0, moved.err
    assert dosing("plan", out / "course.toml", "--issued", "2027-01-04T12:00:00Z", "--out", out, pdf=True).status == 0
    assert dosing("check", out, "--by", "EF", "--issued", "2027-01-04T12:00:00Z", *answers(out / "course.toml")).status == 0
    assert dosing("recheck", out).status == 0
