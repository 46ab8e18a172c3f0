"""The HTTP API: the same answers as the command line, and a description of it that is true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from dosing.inputs.changes import VERBS
from tests.doors.command import TO_CHECK, dosing
from tests.plans import CONFIRMED, answers_of
from tests.web.visitor import COURSE_ID, ISSUED, Answer, Served

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed (pip install 'dosing[test]'), so nothing was fuzzed."
)

PLAN = {
    "weight": "72.5kg", "start": "2027-01-04", "weighed": "2026-11-20", "course_id": COURSE_ID, "issued": ISSUED, "prepared_by": "AB",
    "site": CONFIRMED,
}  # fmt: skip
CLI = (
    "--weight", "72.5kg", "--start", "2027-01-04", "--weighed", "2026-11-20", "--course-id", COURSE_ID, "--issued", ISSUED, *TO_CHECK,
)  # fmt: skip
MOVE = {"kind": "move", "visit": "C1D15", "to": "2027-01-25", "reason": "low counts", "by": "AB", "when": "2027-01-12"}
AFTER = "2027-01-12T09:00:00Z"  # the day of the change


@pytest.fixture(scope="module")
def course_file(server: Served) -> str:
    """The course file of the tests' patient."""
    found: str = json.loads(server.api("plan", PLAN).text)["course_file"]
    return found


@pytest.fixture(scope="module")
def described(server: Served) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = json.loads(server.get("/api/openapi.json").text)
    return found


def as_described(described: dict[str, Any], name: str, answer: Answer) -> Any:
    """The answer as JSON, held against its schema."""
    value = json.loads(answer.text)
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": described["components"]}).validate(value)
    return value


def checking(answer: dict[str, Any]) -> dict[str, Any]:
    """A check by CD of what a call answered, everything right."""
    whole: dict[str, Any] = {"course_file": answer["course_file"], "by": "CD", "doses": []}
    doses: dict[str, dict[str, str]] = {}
    for field, text in answers_of(answer["plan"]).items():
        *_, visit, name = ("", *field.split("."))
        (doses.setdefault(visit, {"visit": visit}) if visit else whole)[name] = text
    return {**whole, "doses": list(doses.values())}


def test_a_plan_is_the_command_line_s(server: Served, described: dict[str, Any], tmp_path: Path) -> None:
    answer = as_described(described, "Planned", server.api("plan", PLAN))
    assert dosing("plan", *CLI, "--out", tmp_path / "out").status == 0
    assert answer["plan"] == json.loads((tmp_path / "out" / "plan.json").read_text())
    assert answer["course_file"] == (tmp_path / "out" / "course.toml").read_text()


def test_a_change_a_check_and_an_opened_course_are_as_described(server: Served, described: dict[str, Any], course_file: str) -> None:
    changed = as_described(described, "Changed", server.api("change", {"course_file": course_file, "change": MOVE}))
    assert changed["course_file"].startswith(course_file)
    assert [each["visit"] for each in changed["difference"]["visits"]][:2] == ["C1D15", "C1D22"]
    opened = as_described(described, "Planned", server.api("course", {"course_file": changed["course_file"]}))
    assert opened["plan"]["release"]["revision"] == 2
    checked = as_described(described, "Planned", server.api("check", {**checking(opened), "issued": AFTER}))
    assert [each["by"] for each in checked["plan"]["release"]["checks"]] == ["CD"]
    said = as_described(described, "Rechecked", server.api("recheck", {"plan": checked["plan"]}))
    assert said == {"agrees": True, "disagreements": []}


def test_a_document_that_was_altered_does_not_agree(server: Served) -> None:
    plan = json.loads(server.api("plan", PLAN).text)["plan"]
    plan["visits"][0]["study_drug"]["rounded_mg"] = "1500"
    assert not json.loads(server.api("recheck", {"plan": plan}).text)["agrees"]


@pytest.mark.parametrize("name", ["course.toml", "plan.json", "visits.ics", "pharmacy.html", "nurse.pdf", "plan.zip", "visit-C1D8.ics"])
def test_files_are_those_of_the_page(server: Served, course_file: str, name: str) -> None:
    from dosing.web.letters import packed

    answer = server.api(f"files/{name}", {"course_file": course_file, "issued": ISSUED})
    page = server.post(f"/files/{name}", {"course": packed(course_file.encode()), "issued": ISSUED})
    assert (answer.status, answer.body) == (200, page.body)


def test_a_course_is_planned_by_the_regimen_that_is_named(server: Served, described: dict[str, Any]) -> None:
    answer = as_described(described, "Planned", server.api("plan", {**PLAN, "regimen": "label-10-us-kd", "cycles": 3}))
    assert [visit["visit"] for visit in answer["plan"]["visits"]][4:] == ["C2D1", "C2D15", "C3D1", "C3D15"]
    assert "unreviewed-data" in {each["code"] for each in answer["plan"]["findings"]}
    refused = json.loads(server.api("check", {**checking(answer), "issued": ISSUED}).text)
    assert (refused["status"], refused["code"]) == (400, "unreviewed-data")


def test_what_was_given_is_recorded_without_a_reason_and_the_check_counts_on(server: Served, described: dict[str, Any]) -> None:
    made = json.loads(server.api("plan", PLAN).text)
    checked = json.loads(server.api("check", {**checking(made), "issued": ISSUED}).text)
    outcome = {"kind": "outcome", "visit": "C1D1", "given_ml": "60.5", "by": "AB", "when": "2027-01-04"}
    after = as_described(
        described, "Changed", server.api("change", {"course_file": checked["course_file"], "change": outcome, "issued": AFTER})
    )
    assert after["plan"]["visits"][0]["given"] == {
        "visit": "C1D1",
        "in_full": False,
        "given_ml": "60.5",
        "reaction": None,
        "not_given": False,
    }
    assert [each["by"] for each in after["plan"]["release"]["checks"]] == ["CD"]
    assert 'reason = "recorded after the visit"' in after["course_file"]


def test_a_regimen_that_the_second_calculation_does_not_know_does_not_agree_and_is_named(server: Served) -> None:
    plan = json.loads(server.api("plan", PLAN).text)["plan"]
    for part in (plan["inputs"]["regimen"], plan["inputs"]["course"]):
        part["id" if "id" in part else "regimen"] = "six-visits"
    found = json.loads(server.api("recheck", {"plan": plan}).text)
    assert not found["agrees"]
    assert "'six-visits'" in found["disagreements"][0]
    assert "values were taken as the document states them" in found["disagreements"][0]


PROBLEMS: list[tuple[str, dict[str, Any], int, str]] = [
    ("plan", {}, 400, "weight: Field required"),
    ("plan", {**PLAN, "weight": "72.5"}, 400, "no unit"),
    ("plan", {**PLAN, "weight": 72.5}, 400, "valid string"),
    ("plan", {**PLAN, "none": 1}, 400, "none"),
    ("plan", {**PLAN, "start": "4 January"}, 400, "date as year"),
    ("plan", {**PLAN, "time": "10:00"}, 400, "no time zone"),
    ("plan", {**PLAN, "site": {"letterhead": {"paper": "a3"}}}, 400, "paper"),
    ("plan", {**PLAN, "site": {"bag": {"volume_ml": 250.5}}}, 400, "bag"),
    ("plan", {**PLAN, "weight": "260kg"}, 422, "refuse"),
    ("plan", {**PLAN, "regimen": "label-20-us"}, 400, "write islay, label-10-us-kd or label-10-us-pd"),
    ("plan", {**PLAN, "cycles": 3}, 400, "write 1 or 2"),
    ("plan", {**PLAN, "cycles": "2"}, 400, "cycles"),
    ("plan", {**PLAN, "regimen": "label-10-us-kd"}, 400, "write 1 to 13"),
    ("plan", {**PLAN, "regimen": "label-10-us-pd", "cycles": 2}, 400, "birth date is missing"),
    ("plan", {**PLAN, "regimen": "label-10-us-kd", "cycles": 2, "entry": {"transplant": "none"}}, 400, "no entry criterion"),
    ("plan", {**PLAN, "issued": "2026-11-01T09:00:00Z"}, 422, "refuse"),
    ("plan", {**PLAN, "prepared_by": "."}, 400, "write initials"),
    ("course", {"course_file": "x = ["}, 400, "TOML"),
    ("change", {"course_file": "", "change": MOVE}, 400, "weight is missing"),
    ("change", {"course_file": "", "change": {"kind": "none"}}, 400, "change"),
    ("files/none.txt", {"course_file": ""}, 400, "weight is missing"),
]


@pytest.mark.parametrize(("path", "value", "status", "words"), PROBLEMS)
def test_what_cannot_be_is_a_problem_document(
    server: Served, described: dict[str, Any], path: str, value: dict[str, Any], status: int, words: str
) -> None:
    answer = server.api(path, value)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = as_described(described, "Problem", answer)
    assert problem["status"] == status
    assert words in problem["detail"]
    assert ("findings" in problem) == (status == 422)


def test_a_program_without_the_token_a_host_of_its_own_or_another_kind_of_body_gets_a_problem_document(server: Served) -> None:
    for headers, status in (
        ({"Authorization": None}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": f"Basic {server.token}"}, 401),
        ({"Host": "evil.test"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ):
        answer = server.api("plan", PLAN, **headers)
        assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert server.ask("POST", "/api/plan", b'{"weight": NaN}', {"Content-Type": "application/json"}).status == 400
    assert server.ask("POST", "/api/plan", b'{"weight": "\\ud800", "start": "x"}', {"Content-Type": "application/json"}).status == 400
    assert server.ask("POST", "/api/plan", b"[" * 100_000, {"Content-Type": "application/json"}).status == 400
    assert server.ask("POST", "/api/none", b"{}", {"Content-Type": "application/json"}).status == 404
    assert server.get("/api/plan").status == 405


@pytest.mark.parametrize("body", [b"{", b"", b'{"weight": "72.5kg"', b"no body"])
def test_a_body_that_is_no_json_is_said_of_the_whole_body(server: Served, described: dict[str, Any], body: bytes) -> None:
    problem = as_described(described, "Problem", server.ask("POST", "/api/plan", body, {"Content-Type": "application/json"}))
    assert (problem["status"], problem.get("field", "")) == (400, "")
    assert problem["detail"].startswith("The body: ")


@pytest.mark.parametrize(
    "twice",
    ['{"weight": "72.5kg", "weight": "75.2kg", "start": "2027-01-04"}', '{"entry": {"transplant": "none", "transplant": "2026-01-01"}}'],
)
def test_a_key_that_stands_twice_in_a_body_is_refused_without_a_value(server: Served, described: dict[str, Any], twice: str) -> None:
    problem = as_described(described, "Problem", server.ask("POST", "/api/plan", twice.encode(), {"Content-Type": "application/json"}))
    assert (problem["status"], problem["code"]) == (400, "key-twice")
    assert problem["detail"] == "The body holds one key twice in one place; write each key once."


def test_nothing_that_the_framework_says_of_itself_stands_in_the_description(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in json.dumps(described)
    assert all(path.startswith("/api/") for path in described["paths"])
    for operation in (methods["post"] for methods in described["paths"].values()):
        for status in ("400", "401", "403", "413", "415"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


PATHS = ("/api/plan", "/api/course", "/api/change", "/api/check", "/api/letterhead", "/api/recheck", "/api/files/{name}")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_no_request_gets_an_answer_that_is_not_described(server: Served, course_file: str, path: str, mode: str) -> None:
    own = {"Authorization": f"Bearer {server.token}"}
    schema = schemathesis.openapi.from_url(f"{server.origin}/api/openapi.json", headers=own)
    operation = schema[path]["POST"]
    plan = json.loads(server.api("plan", PLAN).text)["plan"]

    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def ask(case: Any) -> None:
        # Some courses and plans are real: a random text would never come further than the reading of its file.
        if isinstance(case.body, dict) and isinstance(case.body.get("course_file"), str) and len(case.body["course_file"]) % 2 == 0:
            case.body["course_file"] = course_file
        if isinstance(case.body, dict) and isinstance(case.body.get("plan"), dict):
            case.body["plan"] = {**plan, **case.body["plan"]}
        response = case.call(headers=own)
        assert response.status_code < 500
        case.validate_response(response, excluded_checks=left_out())

    ask()


def test_every_call_is_fuzzed(described: dict[str, Any]) -> None:
    assert set(PATHS) == set(described["paths"])


def left_out() -> list[Any]:
    """Checks that ask for more than an honest description: what looks right may be no real day, and 413 counts as no refusal there."""
    from schemathesis.specs.openapi import checks

    return [checks.positive_data_acceptance, checks.negative_data_rejection, checks.unsupported_method, checks.ignored_auth]


def told_in_the_readme(repository: Path, part: str) -> str:
    found = re.search(
        rf"<!-- {part} -->\n```[a-z]+\n(.*?)```\n<!-- /{part} -->", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert found is not None
    return found[1]


def test_the_readme_s_requests_run_as_they_stand(server: Served, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = told_in_the_readme(repository, "api").replace("http://127.0.0.1:PORT", server.origin).replace('"TOKEN"', repr(server.token))
    held: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), held)  # noqa: S102  # it is our own
    assert capsys.readouterr().out == "1450\n{'agrees': True, 'disagreements': []}\n"
    assert held["pdf"].startswith(b"%PDF-")
    assert held["again"]["plan"]["release"]["revision"] == 1
    assert held["checked"]["plan"]["release"]["revision"] == 2
    assert held["checked"]["plan"]["letterhead"]["name"] == "Day unit"
    assert [check["by"] for check in held["checked"]["plan"]["release"]["checks"]] == ["CD"]


# The examples that a course of one cycle, made today, is right to refuse, and for what.
NOT_YET = {
    "stop": "no-such-visit", "outcome": "outcome-before-visit", "reweigh": "weighed-after-change",
    "rebase": "nothing-to-rebase", "undo": "nothing-to-undo",
}  # fmt: skip


def test_the_readme_has_a_request_for_every_change_and_each_is_as_the_document_says(
    server: Served, described: dict[str, Any], repository: Path
) -> None:
    changes = [json.loads(line) for line in told_in_the_readme(repository, "changes").splitlines()]
    assert sorted(each["kind"] for each in changes) == sorted(set(VERBS) - {"move"})
    schema = {"$ref": "#/components/schemas/ChangeSent", "components": described["components"]}
    course = server.api("plan", {"weight": "72.5kg", "start": "2027-01-04", "cycles": 1, "time": "10:00", "time_zone": "Europe/Paris"})
    for each in changes:
        Draft202012Validator(schema).validate({"course_file": "x", "change": each})
        answer = server.api("change", {"course_file": json.loads(course.text)["course_file"], "change": each})
        assert json.loads(answer.text).get("code") == NOT_YET.get(each["kind"]), answer.text
