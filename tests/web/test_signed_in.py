"""Who is signed in is who prepares, changes and checks; nobody types that, and nobody else is let in."""

import json
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.web.inside import Behind, Inside
from tests.web.test_guard import check_headers
from tests.web.visitor import FIXED, NO_EXTRA, PATIENT, Answer

pytest.importorskip("fastapi", reason=NO_EXTRA)

UNSIGNED = {name: text for name, text in PATIENT.items() if name != "prepared_by"}
MOVE = {
    "kind": "move", "visit": "C1D15", "to-day": "25", "to-month": "1", "to-year": "2027", "reason": "low counts",
    "when-day": "12", "when-month": "1", "when-year": "2027",
}  # fmt: skip
SECRET = b"5d1f0c6b3a2e49d8"  # of no proxy that there is


def two() -> tuple[Behind, Behind]:
    """Two people at two workstations, on one server."""
    ab = Behind("AB")
    return ab, Behind("CD", shared=ab)


def at(answer: Answer, field: str) -> str:
    """What is said at a field of a form."""
    found = answer.text.partition(f'id="{field}-wrong"')[2].partition("</p>")[0]
    return found.partition("</span>")[2].replace("&#39;", "'")


def plan_of(page: Inside, planned: Answer) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(page.post("/files/plan.json", planned.carried).text)
    return found


def test_who_is_signed_in_prepares_the_plan_and_types_no_initials() -> None:
    page = Behind("AB")
    form = page.get("/")
    assert form.words.count("Signed in as AB") == 2  # at the head of the page, and in the form
    assert "This page runs on the server that you signed in to." in form.words
    assert "Signed in as AB Somebody else checks it." in form.words
    assert 'name="prepared_by"' not in form.text
    planned = page.post("/plan", {**UNSIGNED, **FIXED})
    assert planned.status == 200
    assert plan_of(page, planned)["inputs"]["course"]["prepared_by"] == "AB"
    assert page.post("/plan", {**PATIENT, **FIXED}).status == 200  # the same name, sent by an older form


@pytest.mark.hazard("H-49")
def test_another_name_in_a_form_is_refused_at_its_place() -> None:
    cd = Behind("CD")
    answer = cd.post("/plan", PATIENT)
    said = "'AB' was sent, and CD is signed in, whose name alone can stand here; leave it out, or sign in anew."
    assert (answer.status, at(answer, "prepared_by")) == (400, said)
    assert "Signed in as CD" in answer.words
    planned = cd.post("/plan", UNSIGNED)
    for path in ("/change/review", "/change/make"):
        answer = cd.post(path, {**planned.carried, **MOVE, "by": "AB"})
        assert (answer.status, at(answer, "by")) == (400, said)
    answer = Behind("EF", shared=cd).check(planned, "AB")
    assert (answer.status, at(answer, "by")) == (400, said.replace("CD", "EF"))


def test_the_plan_as_it_is_typed_goes_on() -> None:
    live = Behind("AB").post("/live", UNSIGNED)
    assert live.status == 200
    assert "1,450" in live.words  # 20 mg/kg of 72.5 kg


def test_who_is_signed_in_changes_and_the_review_names_them() -> None:
    ab, cd = two()
    planned = ab.post("/plan", UNSIGNED)
    form = cd.post("/change", {**planned.carried, "kind": "move"})
    assert "Signed in as CD" in form.words
    assert 'name="by"' not in form.text
    review = cd.post("/change/review", {**planned.carried, **MOVE})
    assert "Reason: low counts. By CD, " in review.words
    assert review.hidden("by") == "CD"
    made = cd.post("/change/make", {**planned.carried, **MOVE, "by": review.hidden("by")})
    assert plan_of(cd, made)["inputs"]["course"]["changes"][0]["by"] == "CD"


def test_a_change_that_one_person_looked_at_is_not_confirmed_as_another_s() -> None:
    ab, cd = two()
    planned = ab.post("/plan", UNSIGNED)
    review = ab.post("/change/review", {**planned.carried, **MOVE})
    answer = cd.post("/change/make", {**planned.carried, **MOVE, "by": review.hidden("by")})
    assert answer.status == 400
    assert at(answer, "by").startswith("'AB' was sent, and CD is signed in")


def test_who_prepared_cannot_check_and_is_told_before_anything_is_asked() -> None:
    ab, cd = two()
    planned = ab.post("/plan", UNSIGNED)
    own = ab.post("/check", planned.carried)
    assert own.status == 400
    assert "AB prepared this plan, or changed it since it was last checked, and cannot check it" in own.words
    assert "cannot check it" in ab.post("/check/make", {**planned.carried, **ab.answers(planned)}).words
    form = cd.post("/check", planned.carried)
    assert "Signed in as CD" in form.words
    assert 'name="by"' not in form.text
    checked = cd.post("/check/make", {**planned.carried, **cd.answers(planned)})
    assert "is checked by CD" in checked.words
    assert [each["by"] for each in plan_of(cd, checked)["release"]["checks"]] == ["CD"]


def test_the_drawing_asks_for_no_initials_where_a_name_is_signed_in() -> None:
    moving = {"visit": "C1D15", "to": "2027-01-25"}
    ab = Behind("AB")
    behind = ab.post("/moved", {**ab.post("/plan", UNSIGNED).carried, **moving})
    assert "The form asks for the reason." in behind.words
    alone = Inside()
    before = alone.post("/moved", {**alone.post("/plan", PATIENT).carried, **moving})
    assert "The form asks for the reason and your initials." in before.words


# A folder of courses.
def test_what_is_confirmed_is_written_into_the_folder_in_the_signed_in_name(tmp_path: Path) -> None:
    ab = Behind("AB", unit=tmp_path)
    cd = Behind("CD", shared=ab)
    saved = ab.post("/courses/save", ab.post("/plan", {**UNSIGNED, **FIXED}).carried)
    assert "In the folder of courses." in saved.words
    opened = cd.post("/courses/open", {"course_id": FIXED["course_id"]})
    checked = cd.post("/check/make", {**opened.carried, **cd.answers(opened)})
    assert "is checked by CD" in checked.words
    changed = ab.post("/change/make", {**checked.carried, **MOVE, "when-month": "11", "when-year": "2026"})
    assert "Its files are written" in changed.words
    text = (tmp_path / FIXED["course_id"] / "course.toml").read_text(encoding="utf-8")
    assert re.findall(r'(?m)^(?:prepared_by|by) = "(.*)"', text) == ["AB", "CD", "AB"]


@pytest.mark.hazard("H-49")
def test_nothing_is_written_into_the_folder_in_the_name_of_somebody_else(tmp_path: Path) -> None:
    ab = Behind("AB", unit=tmp_path)
    cd = Behind("CD", shared=ab)
    planned = ab.post("/plan", {**UNSIGNED, **FIXED})
    said = "the course file names 'AB' in what the folder does not hold yet, and CD is signed in"
    assert said in cd.post("/courses/save", planned.carried).words.replace("The course", "the course")
    assert list(tmp_path.iterdir()) == []
    ab.post("/courses/save", planned.carried)
    file = tmp_path / FIXED["course_id"] / "course.toml"
    before = file.read_bytes()
    # The course file of a check that CD made elsewhere, sent by AB as if it were what the folder holds.
    elsewhere = Behind("CD")
    checked = elsewhere.post("/check/make", {**planned.carried, **elsewhere.answers(planned)})
    for answer in (ab.post("/courses/save", checked.carried), ab.post("/change/make", {**checked.carried, **MOVE})):
        assert answer.status == 400
        assert "names 'CD'" in answer.words
    assert file.read_bytes() == before


# The HTTP API.
COURSE = {"weight": "72.5kg", "weighed": "2026-11-20", "start": "2027-01-04", "cycles": 1, "issued": "2027-01-03T09:00:00Z"}
OWN_SITE = {"premedications": {"h2_blocker": {"drug": "ranitidine"}}}
OMIT = {"kind": "omit", "visit": "C1D15", "reason": "fever", "when": "2027-01-12"}


def problem(answer: Answer) -> tuple[int, str, str]:
    told = json.loads(answer.text)
    return answer.status, told["code"], told.get("field", "")


def answered(answer: Answer) -> Any:
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def test_a_program_that_is_signed_in_leaves_the_names_out() -> None:
    ab, cd = two()
    made = answered(ab.api("plan", {**COURSE, "site": OWN_SITE}))
    assert made["plan"]["inputs"]["course"]["prepared_by"] == "AB"
    changed = answered(ab.api("change", {"course_file": made["course_file"], "change": OMIT}))
    assert changed["plan"]["inputs"]["course"]["changes"][0]["by"] == "AB"
    check = {
        "course_file": made["course_file"], "issued": COURSE["issued"], "mg_per_kg": "20",
        "fingerprint": made["plan"]["release"]["fingerprint"][:12],
        # 20 mg/kg of 72.5 kg; 1,450 mg of 20 mg/mL.
        "doses": [{"visit": "C1D1", "weight": "72.5kg", "weighed": "2026-11-20", "mg": "1450mg", "volume": "72.5mL"}],
    }  # fmt: skip
    assert problem(ab.api("check", check)) == (400, "checked-by-preparer", "by")
    checked = answered(cd.api("check", check))
    assert [each["by"] for each in checked["plan"]["release"]["checks"]] == ["CD"]
    for path, sent in (("plan", {**COURSE, "prepared_by": "CD"}), ("check", {**check, "by": "EF"})):
        assert problem(ab.api(path, sent)) == (400, "another-is-signed-in", "prepared_by" if path == "plan" else "by")
    sent = {"course_file": made["course_file"], "change": {**OMIT, "by": "CD"}}
    assert problem(ab.api("change", sent)) == (400, "another-is-signed-in", "by")


def test_a_program_without_a_proxy_has_to_name_who_changes_and_who_checks() -> None:
    page = Inside()
    made = answered(page.api("plan", {**COURSE, "prepared_by": "AB", "site": OWN_SITE}))
    assert problem(page.api("change", {"course_file": made["course_file"], "change": OMIT}))[:2] == (400, "missing")
    check = {"course_file": made["course_file"], "mg_per_kg": "20", "fingerprint": "1A2B-3C4D-5E6F", "doses": []}
    assert problem(page.api("check", check)) == (400, "missing", "by")


# Who is let in.
PATHS = ("/", "/form/x", "/api/docs", "/api/openapi.json", "/nothing")
NOBODY: tuple[Mapping[str, str | None], ...] = ({"Remote-User": None}, {"Remote-User": ""}, {"Remote-User": " \t "})


def refused_as_nobody(answer: Answer) -> None:
    assert answer.status == 403
    assert "this request did not come from it, or brought no name, or two" in answer.text
    check_headers(answer)


@pytest.mark.parametrize("headers", NOBODY)
@pytest.mark.parametrize("path", PATHS)
def test_without_a_name_no_page_is_shown(path: str, headers: Mapping[str, str | None]) -> None:
    refused_as_nobody(Behind("AB").ask("GET", path, headers=headers))


@pytest.mark.parametrize("path", ["/plan", "/live", "/open", "/change/make", "/check/make", "/files/plan.json", "/moved"])
def test_without_a_name_no_form_is_taken(path: str) -> None:
    refused_as_nobody(Behind(None).post(path, PATIENT))


def test_two_names_are_nobody_s_even_where_they_are_the_same() -> None:
    for second in ("CD", "AB"):
        refused_as_nobody(Behind("AB").ask("GET", "/", headers={"remote-user": second}))


def test_a_request_that_did_not_come_from_the_proxy_is_nobody_s() -> None:
    page = Behind("AB")
    for client in (("192.0.2.7", 5), ("::ffff:192.0.2.7", 5), None):
        page.client = client
        refused_as_nobody(page.ask("GET", "/"))
        refused_as_nobody(page.api("plan", COURSE))
    named = Behind("AB", address=ip_address("192.0.2.7"))
    refused_as_nobody(named.ask("GET", "/"))
    named.client = ("192.0.2.7", 5)
    assert named.get("/").status == 200


def test_a_request_without_the_proxy_s_secret_is_nobody_s() -> None:
    page = Behind("AB", secret=SECRET)
    for sent in (None, "", "5d1f0c6b3a2e49d9"):
        refused_as_nobody(page.ask("GET", "/", headers={"Dosing-Proxy-Secret": sent}))
    assert page.get("/", **{"Dosing-Proxy-Secret": SECRET.decode()}).status == 200


def test_a_program_that_is_refused_gets_a_problem_document() -> None:
    answer = Behind(None).api("plan", COURSE)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem(answer) == (403, "nobody", "")
    check_headers_of_the_api(answer)


def check_headers_of_the_api(answer: Answer) -> None:
    assert answer.headers["cache-control"] == "no-store"
    assert "www-authenticate" not in answer.headers  # the proxy signs in, not this page


@pytest.mark.parametrize("name", ["...", "x" * 41, "AB, CD", "\u6c0f\u540d"])
def test_a_name_that_cannot_stand_as_initials_is_refused_with_what_can(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    answer = Behind(name).ask("GET", "/")
    assert answer.status == 403
    assert "A name that signs in has at most 40 characters, with a letter or digit and no comma" in answer.words
    assert name not in answer.text
    assert Behind(name).api("plan", COURSE).status == 403
    check_headers(answer)
    assert capfd.readouterr() == ("", "")


def test_style_script_and_fonts_need_no_name() -> None:
    page = Behind(None)
    page.client = ("192.0.2.7", 5)
    for path in ("/static/page.css", "/static/page.js", "/static/fonts/dosing-sans.woff2"):
        assert page.ask("GET", path).status == 200


def test_another_host_or_another_origin_is_refused_whoever_is_signed_in() -> None:
    page = Behind("AB")
    assert page.ask("GET", "/", headers={"Host": "evil.test"}).status == 403
    assert page.post("/plan", UNSIGNED, {"Origin": "https://evil.test"}).status == 403


def test_a_fault_of_the_program_says_nothing_of_who_is_signed_in(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("Canary-User")

    monkeypatch.setattr("dosing.web.new_plan.begin", fails)
    answer = Behind("Canary-User").post("/plan", UNSIGNED)
    assert answer.status == 500
    out, err = capfd.readouterr()
    assert "RuntimeError" in err
    assert "Canary" not in out + err
