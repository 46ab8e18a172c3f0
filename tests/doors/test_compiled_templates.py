"""A wheel carries its templates compiled, uses them with the version of Jinja that made them, and prints what a checkout prints."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlencode

import pytest
from jinja2 import ModuleLoader

from dosing.web.letters import packed
from tests.doors.command import ISSUED
from tests.doors.installing import Files, Installs, differing, site_packages, written
from tests.unit.acts.opened import checked, to_check
from tests.units import put
from tests.web.visitor import FIXED, PATIENT, Served, serve

pytestmark = pytest.mark.slow

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WATCHED = Path(__file__).parent / "watched.py"
MOVE = {
    "kind": "move", "visit": "C1D15", "to-day": "25", "to-month": "1", "to-year": "2027", "following": "shift", "reason": "low counts",
    "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of dosing wrote, and how its templates were made."""

    files: Files
    loaded: list[str]
    compiled: list[str]
    differing: list[str]


def watched(installs: Installs, record: Path) -> list[str | Path]:
    """The command that is dosing in the environment, watched; -P: without the folder of the tests among the modules."""
    return [installs.python, "-P", WATCHED, record]


def run_of(record: Path, files: Files) -> Run:
    return Run(files=files, **json.loads(record.read_text(encoding="utf-8")))


def planned(installs: Installs, repository: Path, folder: Path, package: Path | None = None) -> Run:
    """The example course as the package writes it; without a package, as the editable install does."""
    record = folder / "record.json"
    environment = {"PYTHONPATH": str(package)} if package else {}
    return run_of(record, written(watched(installs, record), folder, repository, **environment))


def look_at_everything(server: Served) -> None:
    """Ask for every page and every sheet there is, and for one with everything that is wrong on it."""
    plan = server.post("/plan", {**PATIENT, **FIXED})
    first = [
        server.post("/change", {**plan.carried, "kind": "move"}),
        server.post("/change/review", {**plan.carried, **MOVE}),
        server.post("/moved", {**plan.carried, "visit": "C1D15", "to": "2027-01-25"}),
        server.post("/check", plan.carried),
        server.post("/letterhead", plan.carried),
    ]
    moved = server.post("/change/make", {**plan.carried, **MOVE})
    assert "Revision 2 is made" in moved.words
    carried = {"course": packed(checked(to_check()).content), "issued": FIXED["issued"]}
    answers = [
        *first,
        *(server.get(path) for path in ("/new", "/courses", "/day", "/api/docs")),
        server.post("/live", PATIENT),
        server.post("/course", {**moved.carried, "revision": "1"}),
        *(server.post(f"/sheets/{name}", moved.carried) for name in ("pharmacy", "nurse", "patient", "changes")),
        *(server.post(f"/sheets/{name}", carried) for name in ("labels", "labels-single")),
    ]
    assert [answer.status for answer in answers] == [200] * len(answers)
    assert server.post("/plan", {}).status == 400
    assert server.post("/change/review", {**plan.carried, "kind": "omit"}).status == 409  # which was moved meanwhile
    place = server.ask("POST", "/course", urlencode(moved.carried).encode(), {**FORM, "Origin": server.origin}).headers["location"]
    assert server.post(f"{place}/done", {}).status == 409  # and not saved
    assert server.post("/courses/save", moved.carried).status == 200
    blocked = server.folder / "unit" / FIXED["course_id"] / "plan.json"
    blocked.unlink()
    blocked.mkdir()
    omitted = {**MOVE, "kind": "omit", "visit": "C2D8"}
    assert server.post("/change/make", {**moved.carried, **omitted}).status == 503  # which cannot be written
    assert server.post("/change/make", {**plan.carried, "kind": "move"}).status == 400
    assert server.get("/nowhere").status == 404


@pytest.fixture(scope="module")
def from_wheel(installs: Installs, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return planned(installs, repository, tmp_path_factory.mktemp("from-wheel"), installs.from_wheel)


@pytest.fixture(scope="module")
def served_from_wheel(installs: Installs, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("served-from-wheel")
    record = folder / "record.json"
    (folder / "unit").mkdir()
    server = serve(folder, "--courses", str(folder / "unit"), start=watched(installs, record), path=installs.from_wheel)
    try:
        look_at_everything(server)
    finally:
        said = server.stop()
    assert "Traceback" not in said
    return run_of(record, {})


@pytest.fixture(scope="module")
def days_from_wheel(installs: Installs, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sheets of some days, which are of no course."""
    folder = tmp_path_factory.mktemp("days-from-wheel")
    record = folder / "record.json"
    put(folder / "unit", 1)
    words = ["day", "--date", "2027-01-04", "--to", "2027-01-11", "--issued", ISSUED, folder / "unit", "--out", folder / "out"]
    subprocess.run(
        list(map(str, [*watched(installs, record), *words])),
        env={"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": str(installs.from_wheel)},
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return run_of(record, {})


def modules(package: Path) -> dict[str, str]:
    """The compiled templates of a package: the name of each template by its module's file name."""
    folder = package / "dosing" / "templates"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    held = {path.name for path in (package / "dosing" / "_templates").glob("*.py")}
    return {module: name for name in names if (module := ModuleLoader.get_module_filename(name)) in held}


def test_a_wheel_holds_every_template_as_source_and_compiled_by_the_jinja_it_is_installed_with(installs: Installs) -> None:
    package = installs.from_wheel
    [jinja] = distributions(name="jinja2", path=[str(site_packages(installs.environment))])
    assert (package / "dosing" / "_templates" / "jinja2-version.txt").read_text(encoding="ascii") == jinja.version
    source = package / "dosing" / "templates"
    html = {path.relative_to(source).as_posix() for path in source.rglob("*.html")}
    assert html
    assert html <= set(modules(package).values())
    assert len(list((package / "dosing" / "_templates").glob("*.py"))) == len(modules(package))


def test_pip_left_each_compiled_template_as_bytecode_too(installs: Installs) -> None:
    folder = installs.from_wheel / "dosing" / "_templates"
    assert {path.name.partition(".")[0] for path in folder.glob("__pycache__/*.pyc")} == {path.stem for path in folder.glob("*.py")}


def test_the_sheets_of_a_wheel_are_filled_in_without_compiling_and_are_the_checkout_s_byte_for_byte(
    from_wheel: Run, from_checkout: Files
) -> None:
    assert from_wheel.compiled == []
    assert from_wheel.loaded
    assert differing(from_wheel.files, from_checkout) == []


def test_every_sheet_and_page_of_a_wheel_is_what_its_source_renders_byte_for_byte(
    served_from_wheel: Run, days_from_wheel: Run, installs: Installs
) -> None:
    assert served_from_wheel.compiled == days_from_wheel.compiled == []
    assert served_from_wheel.differing == days_from_wheel.differing == []
    loaded = {*served_from_wheel.loaded, *days_from_wheel.loaded}
    never = {name for module, name in modules(installs.from_wheel).items() if module not in loaded}
    assert never == set(), "nobody looked at these; ask for them in look_at_everything"


def test_with_another_version_of_jinja_a_wheel_compiles_from_source_and_writes_the_same_bytes(
    installs: Installs, repository: Path, from_checkout: Files, tmp_path: Path
) -> None:
    package = tmp_path / "package"
    shutil.copytree(installs.from_wheel, package)
    (package / "dosing" / "_templates" / "jinja2-version.txt").write_text("3.0.0", encoding="ascii")
    run = planned(installs, repository, tmp_path, package)
    assert run.loaded == []
    assert run.compiled
    assert differing(run.files, from_checkout) == []


def test_an_editable_install_has_no_compiled_copy_and_reads_the_templates_where_they_are_edited(
    installs: Installs, repository: Path, from_checkout: Files, tmp_path: Path
) -> None:
    run = planned(installs, repository, tmp_path)
    assert run.loaded == []
    assert run.compiled
    assert differing(run.files, from_checkout) == []
    assert not (repository / "dosing" / "_templates").exists()
    assert not (site_packages(installs.environment) / "dosing").exists()
