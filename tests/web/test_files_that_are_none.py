"""What is no course file and no site file, or would cost its reader too much: one sentence, at once, and no memory."""

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dosing.web.letters import packed
from tests.web.visitor import FIXED, PATIENT, Answer, Served, serve

SECONDS = 2.0
LONG = 300_000  # bytes; in the letters of JSON an archive takes several times as many
MOST_KILOBYTES = 40_000  # more at the peak than before, over all of them


def deep_json(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


# What somebody can choose by mistake, and what somebody can write to keep a server busy.
MADE: dict[str, bytes] = {
    "64 kB of a.a.a": f"{'.'.join('a' * 32_000)} = 1\n".encode(),
    "lists in lists": b"x = " + b"[" * 32_000 + b"]" * 32_000 + b"\n",
    "tables in tables": b"x = " + b"{a=" * 20_000 + b"1" + b"}" * 20_000 + b"\n",
    "a table name of many parts": b"[" + b".".join([b"a"] * 32_000) + b"]\n",
    "many table names": b"".join(b"[a.b%d]\n" % number for number in range(60_000)),
    "many values": b"x = [" + b"[]," * 240_000 + b"]\n",
    "a number of many digits": b"x = " + b"9" * 64_000 + b"\n",
    "an archive": b"PK\x03\x04" + bytes(200),
    "bytes": bytes(range(256)) * 200,
    "a text that ends too early": b'x = """' + b"a" * 64_000,
}
OURS = ("plan.json", "nurse.html", "visits.ics", "nurse.pdf", "plan.zip")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own, whose memory is measured."""
    running = serve(tmp_path_factory.mktemp("alone"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def plan(alone: Served) -> Answer:
    """A plan, with every file of it made once, so that whatever that needs is there."""
    page = alone.post("/plan", {**PATIENT, **FIXED})
    for name in OURS:
        assert alone.post(f"/files/{name}", page.carried).status == 200
    return page


@pytest.fixture(scope="module")
def files(alone: Served, plan: Answer) -> dict[str, bytes]:
    """Every file by what it is."""
    return MADE | {name: alone.post(f"/files/{name}", plan.carried).body[:LONG] for name in OURS}


WHO = {"reason": "as ordered", "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027"}
FORMS: dict[str, Callable[[Served, Answer, bytes], Answer]] = {
    "the course file that is opened": lambda server, _, content: server.upload("/open", {}, "course_file", content),
    "the course that a form carries": lambda server, plan, content: server.post("/course", {**plan.carried, "course": packed(content)}),
    "the site file of a plan": lambda server, _, content: server.upload("/plan", PATIENT, "site_file", content),
    "the site file of a change": lambda server, plan, content: server.upload(
        "/change/review", {**plan.carried, **WHO, "kind": "resite"}, "site_file", content
    ),
}
CALLS = {
    "course": {},
    "change": {"change": {"kind": "omit", "visit": "C1D8", "reason": "x", "by": "AB", "when": "2027-01-04"}},
    "check": {"by": "CD", "fingerprint": "1A2B-3C4D-5E6F", "mg_per_kg": "20", "doses": []},
    "letterhead": {"letterhead": {"name": "Ward"}},
    "files/plan.json": {},
}  # fmt: skip
NAMES = [*MADE, *OURS]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_form_answers_it_with_one_sentence_at_once(alone: Served, plan: Answer, files: dict[str, bytes], form: str, name: str) -> None:
    began = time.monotonic()
    answer = FORMS[form](alone, plan, files[name])
    assert time.monotonic() - began < SECONDS
    assert answer.status == 400
    said = sentences(answer)
    assert len(said) == 1
    assert one_sentence(said[0])


def sentences(answer: Answer) -> list[str]:
    """What a page says is wrong: in the summary of its form, or below its heading."""
    summary = re.findall(r'class="summary-box".*?</div>', answer.text, re.DOTALL)
    found = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL) if summary else re.findall(r'<p class="lead">(.*?)</p>', answer.text)
    return [html.unescape(re.sub(r"<[^>]+>", "", each)) for each in found]


def one_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z'].*\.", text)) and not re.search(r"[.!?] [A-Z]", text) and len(text) < 300


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", NAMES)
def test_the_api_answers_it_with_one_sentence_at_once(alone: Served, files: dict[str, bytes], call: str, name: str) -> None:
    text = files[name].decode("latin-1")
    began = time.monotonic()
    answer = alone.api(call, {"course_file": text, **CALLS[call]})
    assert time.monotonic() - began < SECONDS
    problem = json.loads(answer.text)
    assert (answer.status, problem["field"]) == (400, "course_file")
    assert one_sentence(problem["detail"])


@pytest.mark.parametrize("depth", [50, 900, 20_000])
@pytest.mark.parametrize("call", ["plan", "recheck"])
def test_a_body_nested_too_deeply_is_a_problem_document(alone: Served, call: str, depth: int) -> None:
    inner = deep_json(depth)
    body = {"plan": b'{"weight": "72.5kg", "start": "2027-01-04", "site": ' + inner + b"}", "recheck": b'{"plan": ' + inner + b"}"}[call]
    began = time.monotonic()
    answer = alone.ask(
        "POST", f"/api/{call}", body, {"Content-Type": "application/json", "Cookie": None, "Authorization": f"Bearer {alone.token}"}
    )
    assert time.monotonic() - began < SECONDS
    assert (answer.status, json.loads(answer.text)["code"]) == (400, "nested-too-deeply")


def test_a_body_of_too_many_values_is_a_problem_document(alone: Served) -> None:
    body = b'{"plan": {"a": [' + b"0," * 250_000 + b"0]}}"
    answer = alone.ask(
        "POST", "/api/recheck", body, {"Content-Type": "application/json", "Cookie": None, "Authorization": f"Bearer {alone.token}"}
    )
    assert (answer.status, json.loads(answer.text)["code"]) == (400, "too-many-keys")


def test_none_of_them_costs_the_server_memory(alone: Served, plan: Answer, files: dict[str, bytes]) -> None:
    status = Path(f"/proc/{alone.running.pid}/status")
    if not status.is_file():
        pytest.skip("this system does not say how much memory a program uses, so it was not measured.")
    alone.upload("/open", {}, "course_file", b"#" * 999_000)  # a file that is as large and harmless
    alone.api("course", {"course_file": "#" * 999_000})
    before = peak(status)
    for content in files.values():
        for ask in FORMS.values():
            ask(alone, plan, content)
        alone.api("course", {"course_file": content.decode("latin-1")})
    assert peak(status) - before < MOST_KILOBYTES


def peak(status: Path) -> int:
    """The most memory that a program used so far, kB."""
    found = re.search(r"VmHWM:\s+([0-9]+) kB", status.read_text())
    assert found is not None
    return int(found[1])
