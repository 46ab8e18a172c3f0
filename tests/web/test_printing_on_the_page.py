"""The page and the API print one visit, what is left or every day, as `dosing print` does."""

import json
import re

import pytest

from dosing import acts
from dosing.acts import Opened
from dosing.catalogue import Wanted, render_file
from tests import plans
from tests.unit.acts.opened import changed, checked, to_check
from tests.web.inside import Inside
from tests.web.visitor import NO_EXTRA, Answer

pytest.importorskip("fastapi", reason=NO_EXTRA)

from dosing.web.carried import Carried

ON_THE_TWELFTH = "2027-01-12T08:00:00Z"  # C1D1 and C1D8 are over
FIRST_CYCLE = ("C1D1", "C1D8", "C1D15", "C1D22")
SECOND_CYCLE = ("C2D1", "C2D8", "C2D15", "C2D22")


@pytest.fixture
def page() -> Inside:
    """The page in this process."""
    return Inside()


def shown(page: Inside, opened: Opened, issued: str = "2027-01-03T09:00:00Z", **more: str) -> Answer:
    """The plan of a course at a moment of issue."""
    answer = page.post("/course", {"course": Carried(opened, plans.ISSUED).course, "issued": issued, **more})
    assert answer.status == 200, answer.words
    return answer


def buttons(answer: Answer) -> dict[str, tuple[str, bool]]:
    """What each button that prints is called, and whether it asks for a day that is over, by its address."""
    found = re.findall(r'<button type="submit"( name="past" value="yes")? formaction="([^"]+)"[^>]*>(.*?)</button>', answer.text)
    return {address: (re.sub("<[^>]+>", "", words), bool(past)) for past, address, words in found}


def test_each_visit_that_is_still_to_come_has_its_buttons_and_one_that_waits_for_a_weight_those_of_an_estimate(page: Inside) -> None:
    found = buttons(shown(page, to_check()))
    for name in FIRST_CYCLE:
        assert found[f"/sheets/pharmacy-{name}"] == (f"Print worksheet of {name} in a new tab", False)
        assert found[f"/sheets/nurse-{name}"] == (f"Print nurse page of {name} in a new tab", False)
        assert found[f"/files/pharmacy-{name}.pdf"] == (f"Worksheet of {name} as PDF", False)
        assert f"/sheets/labels-{name}" not in found
    for name in SECOND_CYCLE:
        assert found[f"/sheets/pharmacy-{name}-estimate"] == (f"Print estimate of {name} in a new tab", False)
        assert found[f"/sheets/nurse-{name}"] == (f"Print page to weigh of {name} in a new tab", False)
        assert f"/sheets/pharmacy-{name}" not in found


def test_labels_have_their_buttons_once_a_visit_is_checked(page: Inside) -> None:
    found = buttons(shown(page, checked(to_check())))
    for name in FIRST_CYCLE:
        assert found[f"/sheets/labels-{name}"] == (f"Print labels of {name} in a new tab", False)
    assert not any(f"labels-{name}" in address for name in SECOND_CYCLE for address in found)
    assert "/files/labels-single.pdf" in found
    assert "/files/labels-single.pdf" not in buttons(shown(page, to_check()))


def test_days_that_are_over_stand_apart_and_ask_for_a_day_that_is_over(page: Inside) -> None:
    answer = shown(page, to_check(), ON_THE_TWELFTH)
    found = buttons(answer)
    assert [found[f"/sheets/pharmacy-{name}"][1] for name in FIRST_CYCLE] == [True, True, False, False]
    before, after = answer.text.split("Days that are over", 1)
    assert "/sheets/pharmacy-C1D15" in before
    assert "/sheets/pharmacy-C1D8" in after
    assert "/files/pharmacy-all.pdf" in found


def test_neither_an_omitted_visit_nor_data_that_nobody_reviewed_nor_an_older_revision_has_buttons(page: Inside) -> None:
    omitted = changed(to_check(), plans.omit("C1D8"))
    assert not any("-C1D8" in address for address in buttons(shown(page, omitted)) if not address.startswith("/files/visit-"))
    older = buttons(shown(page, omitted, revision="1"))
    assert not any(re.search(r"(pharmacy|nurse|labels)-", address) for address in older)
    unreviewed = acts.begin({**plans.PATIENT, "regimen": "label-10-us-kd", "cycles": 1}, {}, {})
    assert not any(re.search(r"(pharmacy|nurse|labels)-", address) for address in buttons(shown(page, unreviewed)))


@pytest.mark.parametrize("name", ["pharmacy-C1D15", "nurse-C1D15", "labels-C1D15", "nurse-C2D1", "pharmacy-C2D1-estimate"])
def test_what_a_button_opens_is_what_the_catalogue_gives_under_a_policy_of_its_own(page: Inside, name: str) -> None:
    opened = checked(to_check())
    answer = page.post(f"/sheets/{name}", shown(page, opened).carried)
    assert answer.status == 200
    assert answer.body == render_file(acts.issue(opened, plans.ISSUED), f"{name}.html", Wanted())
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_day_that_is_over_is_printed_only_where_it_is_asked_for(page: Inside, door: str) -> None:
    opened = to_check()
    fields = {"course": Carried(opened, plans.ISSUED).course, "issued": ON_THE_TWELFTH}
    sent = {"course_file": opened.content.decode(), "issued": ON_THE_TWELFTH}
    for past, status in ((False, 404), (True, 200)):
        if door == "page":
            answer = page.post("/files/pharmacy-C1D8.html", {**fields, **({"past": "yes"} if past else {})})
        else:
            answer = page.api("files/pharmacy-C1D8.html", {**sent, "past": past})
        assert answer.status == status
        if not past:
            assert "C1D8 is over, so that it is not printed again unless days that are over are asked for." in answer.text


def test_the_api_says_why_a_visit_has_none_and_what_to_do(page: Inside) -> None:
    sent = {"course_file": to_check().content.decode(), "issued": "2027-01-03T09:00:00Z"}
    for name, why in (
        ("pharmacy-C2D1.html", "C2D1 waits for a weight, so that it has no worksheet; enter the weight and print it then, "),
        ("labels-C1D8.html", "C1D8 is not checked yet, so that it has no labels; have somebody else check it, and print them then."),
        ("nurse-C3D1.html", "This course has no visit of that name; write C1D1, "),
    ):
        answer = page.api(f"files/{name}", sent)
        problem = json.loads(answer.text)
        assert (answer.status, problem["code"]) == (404, "no-such-file")
        assert problem["detail"].startswith(why)


def test_the_api_describes_the_names_of_what_is_printed_by_itself(page: Inside) -> None:
    described = json.loads(page.get("/api/openapi.json").text)
    ways = described["paths"]["/api/files/{name}"]["post"]["parameters"][0]["schema"]["anyOf"]
    patterns = [way["pattern"] for way in ways if "pattern" in way]
    for name in ("pharmacy-C1D8.pdf", "nurse-all.html", "labels-C1D8-single.pdf", "pharmacy-C2D1-estimate.html"):
        assert any(re.fullmatch(pattern, name) for pattern in patterns), name
    assert not any("?P<" in pattern for pattern in patterns)  # which only Python reads
