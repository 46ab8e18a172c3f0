"""Every parser under fuzzing: what is read is taken or answered with one sentence, soon, and nothing else is ever raised.

What was found this way is kept in KEPT. The page's own forms are posted to the whole application.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosing.acts import check_site, columns, open_course
from dosing.acts.asking import BORN, FINGERPRINT, PER_KG, Question, refuse_unreadable
from dosing.acts.typed import moment_from, revision_from
from dosing.findings import InputError, Refused
from dosing.formats.label_code import read_label_code
from dosing.formats.plan_file import read_plan
from dosing.formats.publish_file import Published, read_published, render_published
from dosing.formats.roster import open_roster
from dosing.formats.site_file import read_site
from dosing.inputs.facts import read_weight
from dosing.inputs.kinds import Unfit, day_from
from dosing.quantities import NotReadable, decimal_from, weight_from
from dosing.recheck import recheck, unknown_regimen
from dosing.web.letters import packed
from tests.properties.strategies import MANY, SOME
from tests.web.inside import Inside
from tests.web.visitor import FIXED, NO_EXTRA, PATIENT

SECONDS = 5.0  # for one input, on a machine that does other things too; most take a thousandth of that
TOP = Path(__file__).resolve().parent.parent.parent
GOLDEN = TOP / "tests" / "golden"

DOSE = ("C1D1", "C1D8")
QUESTIONS = [FINGERPRINT, BORN, PER_KG, *(Question(name, DOSE, "asked", "called") for name in ("weight", "weighed", "mg", "volume"))]
TEXTS: dict[str, Callable[[str], object]] = {
    "weight_from": weight_from, "decimal_from": decimal_from, "read_weight": read_weight, "day_from": day_from, "moment_from": moment_from,
    "revision_from": revision_from, "read_label_code": read_label_code,
    **{f"a check's {each.name}": (lambda text, each=each: refuse_unreadable(each, text)) for each in QUESTIONS},
}  # fmt: skip


def told(problem: Exception) -> None:
    """One sentence, for people."""
    assert str(problem)
    assert "\n" not in str(problem)


@contextmanager
def soon() -> Iterator[None]:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < SECONDS


# Characters that parsers stumble over: digits of other scripts, signs, spaces that are none, halves of a character.
NASTY = st.text(
    st.sampled_from("0123456789.,:-+/ eEkKgGlLbBmMTZC\u00a0\u202f\u2212\uff17\u0660\u00b2\t\r\n\0\u2028\ud800\u0301"), max_size=30
)
ALMOST = st.sampled_from(
    ["72.5kg", "160 lb", "2027-01-04", "2027-01-04T09:00:00Z", "10:00", "02:30+01:00", "1,450 mg", "72.5 mL", "20mg/kg", "1A2B-3C4D-5E6F", "12",
     "dosing-label/1 6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34 r2 C1D8 bag-1/2 724mg 1A2B-3C4D-5E6F", "dosing-label/9 x", "0" * 5000, "9" * 400 + "kg"]
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text that is right but for a few characters that were put in, taken out or doubled."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 3))):
        at, long = draw(st.integers(0, len(text))), draw(st.integers(0, 6))
        text = text[:at] + draw(NASTY | st.just(text[at : at + long] * 2)) + text[at + long :]
    return text


@pytest.mark.parametrize("parser", TEXTS)
@MANY
@given(typed=spoiled(ALMOST) | NASTY | st.text(max_size=40))
def test_whatever_is_typed_is_read_or_answered_with_a_sentence(parser, typed):
    with soon():
        try:
            TEXTS[parser](typed)
        except (InputError, NotReadable, Unfit) as problem:
            told(problem)


EXAMPLES = [path for path in sorted((TOP / "examples").glob("*.toml")) if path.name != "site.toml"]
COURSES = [path.read_bytes() for path in [*sorted(GOLDEN.glob("*/course.toml")), *EXAMPLES]]
PLANS = [path.read_bytes() for path in sorted(GOLDEN.glob("*/plan.json"))]
SITES = [(TOP / "examples" / "site.toml").read_bytes()]
ROSTERS = [(TOP / "examples" / "roster.csv").read_bytes()]
PUBLISHED = [render_published(Published("6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34", "/srv/calendars", f"{'0' * 48}.ics", "private"))]


def read_and_recheck(content: bytes) -> None:
    document = read_plan(content, "plan.json")
    unknown_regimen(document)
    for each in recheck(document):
        told(Exception(each.sentence))


def read_and_fit(content: bytes) -> None:
    check_site(read_site(content, "site.toml"), "site.toml")


def read_rows(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(content)
        with open_roster(path, columns()) as roster:
            roster.survey()
            for row in roster.rows():
                if row.problem is not None:
                    told(row.problem)


FILES: dict[str, tuple[Callable[[bytes], object], list[bytes]]] = {
    "course": (lambda content: open_course(content, "course.toml").history, COURSES),
    "site": (read_and_fit, SITES),
    "plan": (read_and_recheck, PLANS),
    "roster": (read_rows, ROSTERS),
    "published": (lambda content: read_published(content, "publish.toml"), PUBLISHED),
}
PIECES = st.sampled_from(
    [b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"'''", b"[", b"]", b"{", b"}", b"[[change]]\n", b"[[check]]\n", b"[site]\n", b"= ",
     b"1e999", b"nan", b"-0", b"9" * 30, b"0.1", b"true", b"null", b"[]", b"{}", b'""', b"2027-02-30", b"9999-12-31", b"0001-01-01", b"C99D99", b"C1D1",
     b'"\\ud800"', b"\\u0000", b"inf", b"12:61:00", b"#"]
)  # fmt: skip


@st.composite
def spoiled_files(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A file of ours in which a few places were overwritten, taken out, doubled or moved."""
    content = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, 4))):
        at, long = draw(st.integers(0, len(content))), draw(st.integers(0, 60))
        piece = content[at : at + long]
        instead = draw(
            PIECES | st.binary(max_size=6) | st.just(piece * 2) | st.just(b"") | st.just(draw(st.sampled_from(files))[at : at + long])
        )
        content = content[:at] + instead + content[at + long :]
    return content


@st.composite
def other_values(draw: st.DrawFn, plans: list[bytes]) -> bytes:
    """A plan document in which some values are of another kind or size."""
    document = json.loads(draw(st.sampled_from(plans)))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or not draw(st.integers(0, 5)):
                place[key] = draw(VALUES)
                break
            place = place[key]
    return json.dumps(document).encode()


VALUES = st.sampled_from(
    [None, True, 0, -1, 10**20, 1.5, "", "x", "0", "-0", "1e5", "72.50", "9" * 60, "0." + "0" * 40 + "1", "2027-02-30", "0001-01-01", "9999-12-31",
     "C9D9", "C1D1", [], {}, [[]], {"a": 1}, "\ud800", "T10:00", "2027-01-04T10:00+99:99"]
)  # fmt: skip

# What was found, and stays: the parser, and its bytes.
KEPT: list[tuple[str, bytes]] = [
    ("plan", b'{"format": "dosing-plan/2", "release": {}, "inputs": {}, "letterhead": {}, "visits": [], "findings": []}'),
]


@pytest.mark.parametrize("parser", FILES)
def test_what_is_spoiled_is_right_to_begin_with(parser):
    read, files = FILES[parser]
    for content in files:
        read(content)


@pytest.mark.parametrize("parser", FILES)
@MANY
@given(data=st.data())
def test_whatever_a_file_holds_is_read_or_answered_with_a_sentence(parser, data):
    read, files = FILES[parser]
    content = data.draw(spoiled_files(files) | (other_values(files) if parser == "plan" else st.binary(max_size=200)))
    answered(read, content)


@pytest.mark.parametrize(("parser", "content"), KEPT)
def test_what_was_found_once_is_answered_with_a_sentence(parser, content):
    answered(FILES[parser][0], content)


def answered(read: Callable[[bytes], object], content: bytes) -> None:
    with soon():
        try:
            read(content)
        except (InputError, Refused) as problem:
            told(problem)


# Forms: every field that a page posts, right, spoiled, twice or left out.

PAGES = (
    "/plan",
    "/live",
    "/edit",
    "/open",
    "/course",
    "/change",
    "/change/review",
    "/change/make",
    "/check",
    "/check/make",
    "/letterhead",
    "/letterhead/make",
)
FIELDS = (
    "weight", "start-day", "start-month", "start-year", "cycles", "label", "weighed-day", "weighed-month", "weighed-year", "time", "time_zone", "prepared_by",
    "h2_blocker", "course", "issued", "kind", "visit", "to-day", "to-month", "to-year", "following", "reason", "by", "when-day", "when-month", "when-year",
    "given_ml", "reaction", "in_full", "not_given", "fingerprint", "mg_per_kg", "doses.C1D1.mg", "doses.C1D1.volume", "doses.C1D1.weight", "regimen", "name",
    "born-day", "born-month", "born-year", "paper", "calendar", "course_id", "x",
)  # fmt: skip


def posts() -> st.SearchStrategy[list[tuple[str, str]]]:
    course = next(iter(COURSES))
    value = (
        spoiled(ALMOST)
        | NASTY
        | st.sampled_from(["move", "outcome", "C1D8", "4", "January", "2027", "72.5", packed(course), packed(course[:200]), "AB"])
    )
    filled = st.just({**PATIENT, **FIXED})
    return st.builds(
        lambda whole, more: [*(list(whole.items())), *more],
        filled | st.just({"course": packed(course), "issued": FIXED["issued"]}),
        st.lists(st.tuples(st.sampled_from(FIELDS), value.map(encodable)), max_size=6),
    )


def encodable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode()


@pytest.fixture(scope="module")
def page() -> Inside:
    pytest.importorskip("fastapi", reason=NO_EXTRA)
    return Inside()


@pytest.mark.parametrize("path", PAGES)
@SOME
@given(fields=posts(), raw=st.none() | st.binary(max_size=60))
def test_whatever_a_form_holds_is_answered_with_a_page(page, path, fields, raw):
    body = urlencode(fields).encode() if raw is None else raw
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)), "Origin": f"http://{page.host}"}
    with soon():
        answer = page.ask("POST", path, body, headers)
    assert answer.status < 500, answer.words
    assert "Traceback" not in answer.text


# Found on the page that shows a plan with infusion rates: its template asked for something that nobody gave it.
@pytest.mark.parametrize(
    "course", COURSES, ids=[path.parent.name for path in sorted(GOLDEN.glob("*/course.toml"))] + [path.stem for path in EXAMPLES]
)
def test_every_golden_and_example_course_is_shown_on_the_page(page, course):
    body = urlencode({"course": packed(course), "issued": "2100-01-01T00:00:00Z"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)), "Origin": f"http://{page.host}"}
    answer = page.ask("POST", "/course", body, headers)
    if answer.status == HTTPStatus.SEE_OTHER:  # to the address of its own
        answer = page.ask("GET", answer.headers["location"])
    assert answer.status == HTTPStatus.OK, answer.words
    assert "Infusion rates of" in answer.text or b"[[site.infusion.profiles]]" not in course
    if b"[[site.infusion.profiles]]" in course and b"\ncount = 2" in course:
        assert all(f'colspan="5">{bag}' in answer.text for bag in ("Bag 1", "Change to bag 2"))
