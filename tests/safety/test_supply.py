"""What is installed: every version locked to the hashes of its files, every dependency with its reason, and what is known against one."""

import json
import re
import tomllib

import pytest

from tools import advisories
from tools.advisories import Advisory, stopping
from tools.bill import problems
from tools.lock import ALL, BUILD, MUTANTS, RUN, read_lock, versions

LOCKS = (ALL, RUN, BUILD, MUTANTS)


def entries(path):
    """The lines of a lock file that begin an entry."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] not in "# "]


def name_of(requirement: str) -> str:
    return re.split(r"[<>=\[; ]", requirement)[0].lower()


def direct(repository, *extras: str) -> set[str]:
    """What pyproject.toml asks for by name: without an extra, what the program needs in any case."""
    with (repository / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    asked = [each for extra in extras for each in project["optional-dependencies"][extra]] if extras else project["dependencies"]
    return {name_of(each) for each in asked} - {"dosing"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda each: each.name)
def test_every_locked_package_has_hashes(lock):
    held = read_lock(lock)
    assert len(held) == len(entries(lock)) > 3
    assert [each.name for each in held.values() if not each.hashes] == []
    assert "".join(each.text for each in held.values()) == re.sub(r"^#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_what_the_program_runs_with_and_is_built_with_is_part_of_the_whole():
    every = read_lock(ALL)
    for lock in (RUN, BUILD):
        assert {name: every[name] for name in read_lock(lock)} == read_lock(lock)


def test_every_dependency_that_is_asked_for_is_locked_where_it_is_needed(repository):
    assert direct(repository) | direct(repository, "pdf", "web") <= set(read_lock(RUN))
    assert direct(repository) | direct(repository, "pdf", "web", "test", "dev") <= set(read_lock(ALL))
    assert direct(repository, "mutants") <= set(read_lock(MUTANTS))
    assert set(read_lock(MUTANTS)) & set(read_lock(ALL)) == set()
    with (repository / "pyproject.toml").open("rb") as file:
        assert {name_of(each) for each in tomllib.load(file)["build-system"]["requires"]} <= set(read_lock(BUILD))


def test_nothing_that_only_tests_need_is_installed_where_the_program_runs(repository):
    assert direct(repository, "test", "dev") & set(read_lock(RUN)) == set()


def test_a_package_that_not_every_platform_has_says_where_it_is_installed():
    assert "platform_machine == 'x86_64'" in read_lock(RUN)["plutoprint"].marker
    assert "sys_platform == 'darwin'" in read_lock(RUN)["plutoprint"].marker


def test_constraints_have_the_locked_versions_and_no_hash():
    assert versions(RUN).splitlines() == [f"{each.name}=={each.version}" for each in read_lock(RUN).values()]


def test_every_dependency_says_why_it_is_there_and_what_would_happen_if_it_were_wrong(repository):
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| (.+?) \| (.+?) \|$", (repository / "docs/safety/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    names = [name for name, why, wrong in rows if name != "package" and why and wrong]
    assert sorted(names) == sorted(direct(repository) | direct(repository, "pdf", "web", "test", "dev", "mutants"))


def answer_of(*dependencies: dict) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


FOUND = {"name": "jinja2", "version": "3.1.6", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.7"], "aliases": [], "description": ""}]}
CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}


class Ran:
    def __init__(self, stdout: str, stderr: str = "") -> None:
        self.stdout, self.stderr = stdout, stderr


@pytest.mark.parametrize(
    ("stdout", "stderr", "status", "said"),
    [
        (answer_of(CLEAN), "", 0, "0 advisories, 0 of which stop the gate"),
        (answer_of(CLEAN, FOUND), "", 1, "STOPS THE GATE: jinja2 3.1.6: PYSEC-1, mended in 3.1.7"),
        (answer_of(CLEAN, FOUND | {"name": "pytest"}), "", 0, "known: pytest 3.1.6: PYSEC-1, mended in 3.1.7"),
        ("", "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", 0, "Skipped: the advisory database was not reached (ERROR"),
        (answer_of(CLEAN, {"name": "jinja2", "skip_reason": "not found"}), "", 0, "Skipped: the advisory database was not reached (no answer about jinja2"),
    ],
)  # fmt: skip
def test_a_known_fault_of_what_the_program_runs_with_stops_the_gate_and_no_answer_is_said(
    monkeypatch, capsys, stdout, stderr, status, said
):
    monkeypatch.setattr(advisories.subprocess, "run", lambda *_, **__: Ran(stdout, stderr))
    assert advisories.main() == status
    assert said in capsys.readouterr().out


def test_an_advisory_that_was_accepted_with_a_reason_stops_nothing():
    found = [Advisory("jinja2 3.1.6", "PYSEC-1", "")]
    assert stopping(found, ["jinja2"], {}) == found
    assert stopping(found, ["jinja2"], {"PYSEC-1": "no template is read from outside"}) == []
    assert all(why.strip() for why in advisories.accepted().values())


def test_the_bill_of_materials_names_every_installed_package_of_the_lock():
    locked = read_lock(RUN)
    components = [{"name": each.name, "version": each.version} for each in locked.values()] + [{"name": "dosing", "version": "0.0.0"}]
    assert problems({"components": components}, locked) == []
    less = [each for each in components if each["name"] != "click"]
    assert problems({"components": less}, locked) == ["click is not in the bill."]
    more = [*components, {"name": "Pip_Audit", "version": "1"}]
    assert problems({"components": more}, locked) == ["pip-audit is in the bill and not in the lock."]
    other = [*less, {"name": "click", "version": "1"}]
    assert problems({"components": other}, locked) == [f"click is 1 in the bill and {locked['click'].version} in the lock."]
