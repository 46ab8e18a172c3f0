"""The package's own names and version: loaded when they are first used, and the same everywhere."""

import re
import subprocess
import sys
import tomllib

import pytest

import dosing
from dosing.acts import issue, open_course
from dosing.assets import asset, templates_folder
from dosing.engine import ENGINE, VERSION
from tests.plans import when_weighed


def test_every_name_of_the_package_is_there_and_no_other():
    for name in dosing.__all__:
        assert getattr(dosing, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'prescribe'"):
        _ = dosing.prescribe


def test_importing_the_package_loads_no_library(repository):
    loaded = "import sys; before = set(sys.modules); import dosing; print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    found = subprocess.run([sys.executable, "-c", loaded], cwd=repository, capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) <= {"dosing"} | set(sys.stdlib_module_names)


def test_the_version_is_one_that_packages_have_and_the_engine_names_it():
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", VERSION)
    assert ENGINE == f"dosing {VERSION}" == dosing.ENGINE
    assert dosing.__version__ == VERSION


def test_the_version_is_written_in_one_place(repository):
    built = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    assert built["project"]["dynamic"] == ["version"]
    assert built["tool"]["hatch"]["version"]["path"] == "dosing/engine.py"


def test_the_templates_and_their_assets_are_found():
    assert (templates_folder() / "sheets" / "pharmacy.html").is_file()
    assert asset("fonts/dosing-sans.woff2").startswith(b"wOF2")


def test_the_example_in_readme_is_python_that_runs(repository):
    told = (repository / "README.md").read_text(encoding="utf-8")
    in_process, _over_http = re.findall(r"```python\n(.*?)```", told, re.DOTALL)  # the second is run by the tests of the page
    names: dict[str, object] = {}
    exec(compile(in_process, "README.md", "exec"), names)  # noqa: S102  # it is our own
    assert list(names["files"])[-1] == "plan.json"
    assert names["plan"].active[0].visit == "C1D1"


@pytest.mark.parametrize(("name", "revisions"), [("ISLAY-007", 1), ("ISLAY-012", 6)])
def test_every_example_course_is_planned(repository, name, revisions):
    opened = open_course((repository / "examples" / f"{name}.toml").read_bytes(), name)
    assert opened.by_hand
    assert issue(opened, when_weighed(opened.history)).revision == revisions


def test_no_example_is_left_out(repository):
    assert sorted(path.name for path in (repository / "examples").iterdir() if path.suffix in (".toml", ".py")) == [
        "ISLAY-007.toml", "ISLAY-012.toml", "plan_in_python.py", "site.toml",
    ]  # fmt: skip


def test_the_example_in_python_runs_and_names_every_file(repository):
    run = [sys.executable, str(repository / "examples" / "plan_in_python.py")]
    said = subprocess.run(run, cwd=repository, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0].replace("\u00a0", " ") == "C1D1, Monday 4 January 2027: 1,450 mg"
    assert said[-1].endswith("plan.json")
