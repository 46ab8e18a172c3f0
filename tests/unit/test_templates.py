"""Templates that are compiled beforehand, on small ones made here; `tests/doors/test_compiled_templates.py` has those of a wheel."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest

from dosing.views import templates
from tools.compile_templates import compile_templates

Writes = Callable[[dict[str, str]], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writes:
    """Writes templates, compiles them, and leaves them as a wheel would, so that `dosing.views.templates` finds both."""
    source, target = tmp_path / "templates", tmp_path / "_templates"
    target.mkdir()
    monkeypatch.setattr(templates, "templates_folder", lambda: source)

    def written(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        compile_templates(source, target)
        monkeypatch.setattr(templates, "COMPILED", target)

    return written


@pytest.fixture
def from_source(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are loaded from source, in order."""
    names: list[str] = []
    load = jinja2.FileSystemLoader.load

    def noticed(self: jinja2.FileSystemLoader, environment: jinja2.Environment, name: str, *more: Any) -> jinja2.Template:
        names.append(name)
        return load(self, environment, name, *more)

    monkeypatch.setattr(jinja2.FileSystemLoader, "load", noticed)
    return names


def said(name: str, filters: Mapping[str, Callable[..., Any]] | None = None, **names: Any) -> str:
    return templates.environment(filters or {}, names).get_template(name).render()


def test_a_filter_is_asked_when_the_template_is_used_even_where_all_that_it_is_given_stands_in_the_template(write: Writes) -> None:
    write({"dose.html": '{{ "1450" | mg }}, {{ 7 | days(8) }}{% filter mg %}1{% endfilter %}'})
    for unit in ("mg", "milligrams"):
        filters = {"mg": lambda text, unit=unit: f"{text} {unit}", "days": lambda first, last: first + last}
        assert said("dose.html", filters) == f"1450 {unit}, 151 {unit}"


def test_two_environments_each_use_their_own_filters_for_the_same_template(write: Writes) -> None:
    write({"dose.html": "{{ dose | mg }}", "sheet.html": '{% include "dose.html" %}'})
    made = [templates.environment({"mg": lambda dose, unit=unit: f"{dose} {unit}"}, {"dose": 1450}) for unit in ("mg", "milligrams")]
    assert [each.get_template("sheet.html").render() for each in made] == ["1450 mg", "1450 milligrams"]
    assert made[0].get_template("dose.html").render() == "1450 mg"


def test_what_a_template_includes_is_compiled_too_whatever_its_name_ends_in(write: Writes, from_source: list[str]) -> None:
    write(
        {
            "sheet.html": '<style>{% include "parts/sheet.css" %}</style>',
            "parts/sheet.css": 'p { content: "{{ mark }}" }',
            "parts/other.css": "{% no",
        }
    )
    assert said("sheet.html", mark="<") == '<style>p { content: "&lt;" }</style>'
    assert from_source == []


def test_a_template_whose_name_is_worked_out_is_compiled_when_it_is_used(write: Writes, from_source: list[str]) -> None:
    write({"sheet.html": "{% include which %}", "a.css": "p {}"})
    assert said("sheet.html", which="a.css") == "p {}"
    assert from_source == ["a.css"]


@pytest.mark.parametrize("stamp", [None, "", "3.0.0", f"{jinja2.__version__}\n"])
def test_what_another_version_of_jinja_compiled_is_left_alone(write: Writes, from_source: list[str], stamp: str | None) -> None:
    write({"dose.html": "{{ 1450 }} mg"})
    (templates.COMPILED / templates.STAMP).unlink()
    if stamp is not None:
        (templates.COMPILED / templates.STAMP).write_text(stamp, encoding="ascii")
    assert said("dose.html") == "1450 mg"
    assert from_source == ["dose.html"]


def test_a_template_that_cannot_be_read_stops_the_build(write: Writes) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError):
        write({"dose.html": "{{ dose"})


def test_a_filter_cannot_take_the_place_of_one_of_jinja_s_own() -> None:
    with pytest.raises(ValueError, match="capitalize is a filter of Jinja's own"):
        templates.environment({"capitalize": str.upper}, {})


def test_a_filter_cannot_ask_for_the_context() -> None:
    @jinja2.pass_context
    def dose(context: object, value: object) -> str:
        return f"{context}{value}"

    with pytest.raises(ValueError, match="dose asks for the context"):
        templates.environment({"dose": dose}, {})


# What only a regimen may say: its drugs, its numbers and names. The patient sheet alone knows the tablet that people also take at home.
OF_A_REGIMEN = (
    "isatuximab",
    "sarclisa",
    "islay",
    "nct0",
    "dexamethasone",
    "acetaminophen",
    "ranitidine",
    "famotidine",
    "diphenhydr",
    "h2 blocker",
)
KNOWN = {"sheets/patient.html": {"acetaminophen"}}


def test_no_template_names_what_a_regimen_holds(repository: Path) -> None:
    folder = repository / "templates"
    for path in sorted(folder.rglob("*.html")):
        name, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8").lower()
        assert {word for word in OF_A_REGIMEN if word in text} == KNOWN.get(name, set()), name
