import itertools
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats import bounds
from dosing.formats.course_file import render_course
from dosing.formats.plan_file import render_document
from dosing.inputs.letterhead import Letterhead
from tests import plans
from tests.properties import strategies
from tests.unit.formats.refused import LABEL, refusal

# What this program writes passes, far from every limit.

OWN_RATES = [{"rate": str(100 + number), "minutes": 30} for number in range(9)] + [{"rate": "400"}]
OWN_STEPS = {"first": OWN_RATES, "second": OWN_RATES, "later": OWN_RATES}
OWN_PROFILE = {
    "name": "own",
    "follows": "order",
    "reference": "x" * 120,
    "beyond_limits": "x" * 120,
    "basis": "mg_per_hour",
    "bag_ml": "250",
}
LARGEST_SITE: dict[str, Any] = {
    "letterhead": dict.fromkeys(("name", "address", "day_phone", "night_phone"), "N" * 120),
    "time_zone": "Europe/Paris",
    "country": "FR",
    "premedications": {
        "steroid": {"dose_mg": "20", "route": "intravenous", "form": "phosphate", "minutes_before": 45},
        "h2_blocker": {"drug": "none", "reason": "x" * 120},
    },
    "bag": {"count": 2, "most_share_percent": "90", "share_reference": "x" * 120},
    "infusion": {
        "profile": "own",
        "compared_by": "AB",
        "compared_on": "2026-12-01",
        "profiles": [{**OWN_PROFILE, **OWN_STEPS, "second_bag": OWN_STEPS}],
    },
    "reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "AB", "on": "2026-12-01"}],
}


def course_of(changes: int, site: dict[str, Any]) -> bytes:
    """A course file of so many changes, each with a whole site."""
    sealed: dict[str, Any] = {"fingerprint": "a" * 64, "engine": "dosing 0.1.0"}
    made = [plans.resite(site, "2027-01-05") | sealed for _ in range(changes)]
    return render_course(plans.make_site(site), Letterhead(), plans.make_course(changes=made, **sealed)).encode()


@pytest.mark.parametrize(("changes", "site"), [(140, LARGEST_SITE), (240, {})])
def test_a_course_of_hundreds_of_changes_each_with_a_whole_site_needs_less_than_half_of_each_limit(changes: int, site: dict[str, Any]):
    content = course_of(changes, site)
    bounds.check_toml(content, "it")
    bare = bounds.bare_toml(content.decode())
    depth, names = bounds.shape_of_toml(bare)
    assert len(content) < 0.8 * bounds.MOST_BYTES
    assert bounds.values_of_toml(bare) < 0.5 * bounds.MOST_VALUES
    assert names < 0.3 * bounds.MOST_TABLE_NAMES
    assert depth < 0.7 * bounds.MOST_DEPTH  # the steps of a second bag stand deepest


def test_the_plan_document_of_a_hundred_changes_needs_less_than_half_of_each_limit():
    content = render_document(plans.make_release(changes=[plans.resite(LARGEST_SITE, "2027-01-05")] * 100).document)
    bounds.check_json(content, "it")
    bare = bounds.bare_json(content.decode())
    assert bounds.values_of_json(bare) < 0.5 * bounds.MOST_JSON_VALUES
    assert bounds.depth_of_json(bare) < 0.5 * bounds.MOST_JSON_DEPTH


def test_every_file_in_the_repository_passes(repository: Path):
    for path in [
        *repository.glob("examples/*.toml"),
        *(repository / "dosing/shipped").rglob("*.toml"),
        *repository.glob("tests/golden/*/*.toml"),
    ]:
        bounds.check_toml(bounds.read_regular(path), path.name)
    for path in repository.glob("tests/golden/*/plan.json"):
        bounds.check_json(bounds.read_regular(path), path.name)


@strategies.SOME
@given(data=st.data())
def test_every_course_file_that_is_written_passes_and_is_never_counted_for_less(data: st.DataObject):
    course = data.draw(strategies.courses())
    changes = data.draw(strategies.changes(course))
    content = render_course(plans.make_site(data.draw(strategies.sites())), Letterhead(), plans.make_course(**course, changes=changes))
    bounds.check_toml(content.encode(), "it")
    assert_counts_no_less(content)


@strategies.SOME
@given(site=strategies.sites(), course=strategies.courses())
def test_every_plan_document_that_is_written_passes_and_is_never_counted_for_less(site: dict[str, Any], course: dict[str, Any]):
    try:
        content = render_document(plans.make_release(site, **course).document)
    except (InputError, Refused):
        assume(False)
    bounds.check_json(content, "it")
    assert_json_counts_no_less(content.decode())


# Nothing is counted for less than a parser makes of it.


def made_of(value: Any) -> tuple[int, int]:
    """How many values a parser made, and how deep the deepest stands."""
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [made_of(each) for each in inside]
    return len(inside) + sum(count for count, _ in found), max((1 + depth for _, depth in found), default=0)


def assert_counts_no_less(text: str) -> None:
    values, depth = made_of(tomllib.loads(text, parse_float=Decimal))
    bare = bounds.bare_toml(text)
    assert bounds.values_of_toml(bare) >= values
    assert bounds.shape_of_toml(bare)[0] >= depth


def assert_json_counts_no_less(text: str) -> None:
    values, depth = made_of(json.loads(text))
    bare = bounds.bare_json(text)
    assert bounds.values_of_json(bare) >= 1 + values
    assert bounds.depth_of_json(bare) >= depth


TEXTS = [
    '"a"', '""', '"[[{=,."', r'"\""', r'"\\"', r'"\"[["', '"# x"', '"\'"', '"\'\'\'"',
    "'a'", "''", "'[[{=,.'", "'\\'", "'\"'", "'\"\"\"'", "'#'",
    '"""a"""', '""""""', '"""a""""', '"""a"""""', '""""a"""', '"""""a"""', '"""\n[[a]]\n"""', r'"""\""""', r'"""a\""""""', '"""\\\n  a"""',
    '"""a"b""c\'\'\'"""', r'"""\\"""', '"""#"""',
    "'''a'''", "''''''", "'''a''''", "'''a'''''", "''''a'''", "'''\n[[a]]\n'''", "'''\\'''", "'''a'b''c\"\"\"'''",
]  # fmt: skip
SCALARS = ["1", "-1_000", "0xdead_beef", "1.5", "6.02e+23", "inf", "true", "2027-01-04", "2027-01-04T10:00:00.5+01:00", "07:32:00.999"]
SPACES = st.sampled_from(["", "", " ", "\t"])
BREAKS = st.sampled_from(["", " ", "\n", " # ]}'\"\n", "\n\n\t", "#'''\n", '# """\n'])


@st.composite
def toml_keys(draw: st.DrawFn, first: str, most: int = 4) -> str:
    """A key of one part or of several joined by dots, whose first part is new."""
    more = draw(st.lists(st.sampled_from(["a", "b-c", "1", '"x.y"', "'[='", '""', r'"\""', "'#'"]), max_size=most - 1))
    quoted = draw(st.sampled_from([first, f'"{first}"', f"'{first}'"]))
    return quoted + "".join(f"{draw(SPACES)}.{draw(SPACES)}{each}" for each in more)


@st.composite
def toml_values(draw: st.DrawFn, deep: int = 5) -> str:
    """A value: a text of any kind, a number, a day, a list or an inline table."""
    kind = draw(st.sampled_from(["text", "text", "scalar", "list", "table"] if deep else ["text", "scalar"]))
    if kind in ("text", "scalar"):
        return draw(st.sampled_from(TEXTS if kind == "text" else SCALARS))
    inside = draw(st.lists(toml_values(deep - 1), max_size=3))
    if kind == "list":
        parts = [f"{draw(BREAKS)}{each}{draw(BREAKS)}" for each in inside]
        return f"[{','.join(parts)}{draw(st.sampled_from([',', ''])) if parts else ''}{draw(BREAKS)}]"
    parts = [f"{draw(SPACES)}{draw(toml_keys(f'k{number}'))}{draw(SPACES)}={draw(SPACES)}{each}" for number, each in enumerate(inside)]
    return f"{{{','.join(parts)}{draw(SPACES)}}}"


@st.composite
def toml_documents(draw: st.DrawFn) -> str:
    """A whole TOML file with tables, lists of tables and tables in those."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["key", "key", "key", "table", "list", "inner", "comment"]))
        if kind == "key":
            lines.append(f"{draw(SPACES)}{draw(toml_keys(f'n{number}'))}{draw(SPACES)}={draw(SPACES)}{draw(toml_values())}{draw(SPACES)}")
        elif kind == "comment":
            lines.append("# " + draw(st.sampled_from(["'''", '"""', "[[a.b]]", "a.b = {"])))
        elif kind == "inner":
            name = f"m{number}"
            lines += [f"[[{name}]]", f"[[{name}.b]]", f"[{name}.b.c]", f"[[ {name} . b . d ]]", f"[[{name}]]", f"[[{name}.b]]", "x = 1"]
        else:
            opened, closed = ("[", "]") if kind == "table" else ("[[", "]]")
            lines.append(f"{draw(SPACES)}{opened}{draw(SPACES)}{draw(toml_keys(f't{number}', 8))}{draw(SPACES)}{closed} # '")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))


@strategies.MANY
@given(text=toml_documents())
def test_no_toml_is_counted_for_less_than_a_parser_makes_of_it(text: str):
    assert_counts_no_less(text)


@strategies.MANY
@given(text=st.lists(st.sampled_from([*"\"'\\\n#[]{}=,. a1", '"""', "'''", "[[a]]\n", "a=1\n", "b=", "[a.b]\n"]), max_size=14).map("".join))
def test_no_readable_heap_of_marks_is_counted_for_less(text: str):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    assert_counts_no_less(text)


@strategies.MANY
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.sampled_from(['"', "\\", "[[", '\\"', "é{", ",:", ""]),
        lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(["", "[", '"', "\\", "{,", "a"]), inside, max_size=4),
    ),
    indent=st.sampled_from([None, 0, 2]),
)
def test_no_json_is_counted_for_less_than_a_parser_makes_of_it(value: Any, indent: int | None):
    assert_json_counts_no_less(json.dumps(value, indent=indent))


def without_texts(text: str) -> tuple[str, bool]:
    """TOML with a mark for each text and comment, read one character after the other, and whether every text is closed."""
    out, at = "", 0
    while at < len(text):
        if text[at] == "#":
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        elif text[at] in "\"'":
            at = end_of_text(text, at)
            if at < 0:
                return out, False
        else:
            out, at = out + text[at], at + 1
            continue
        out += '"'
    return out, True


def end_of_text(text: str, start: int) -> int:
    quote = text[start]
    long = text.startswith(quote * 3, start)
    close, at = (quote * 3, start + 3) if long else (quote, start + 1)
    while not text.startswith(close, at):
        if at >= len(text) or (text[at] == "\n" and not long):
            return -1
        at += 2 if quote == '"' and text[at] == "\\" and (long or text[at : at + 2] != "\\\n") else 1
    at += len(close)
    more = len(text[at : at + 2]) - len(text[at : at + 2].lstrip(quote)) if long else 0
    return at + more


@pytest.mark.parametrize(("letters", "longest"), [('"\\a\n', 8), ("'\\a\n", 8), ("\"'\\a#\n", 6), ("\"'", 10)])
def test_texts_and_comments_end_exactly_where_a_parser_ends_them(letters: str, longest: int):
    for length in range(longest + 1):
        for each in itertools.product(letters, repeat=length):
            text = "".join(each)
            expected, closed = without_texts(text)
            found = bounds.bare_toml(text)
            assert found == expected if closed else found.startswith(expected), repr(text)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_can_be_hidden_behind_a_text_nor_seen_in_it(text: str):
    deep = "[" * 30 + "]" * 30
    tomllib.loads(f"a = {text}")
    bounds.check_toml(f"a = {text}\nb = 1\n".encode(), "it")
    assert refusal(bounds.check_toml, f"a = {text}\nb = {deep}\n".encode(), "it").code == "nested-too-deeply"
    assert refusal(bounds.check_toml, f"a = [{text}, {deep}]\n".encode(), "it").code == "nested-too-deeply"
    assert refusal(bounds.check_toml, f"{'a.' * 30}b = {text}\n".encode(), "it").code == "nested-too-deeply"


@pytest.mark.parametrize("around", ['"{}"', "'{}'", '"""{}"""', "'''\n{}\n'''", "1 # {}"])
def test_dots_brackets_and_signs_in_texts_and_comments_do_not_count(around: str):
    inside = "a.b=[{,#" * 50
    content = f"a = {around.replace('{}', inside)}\n".encode()
    bounds.check_toml(content, "it")
    assert bounds.values_of_toml(bounds.bare_toml(content.decode())) == 1


# Exactly at a limit, and one above it.


@pytest.mark.parametrize(
    ("most", "make", "code"),
    [
        (bounds.MOST_DEPTH, lambda n: ".".join("a" * n) + " = 1", "nested-too-deeply"),
        (bounds.MOST_DEPTH, lambda n: "a = " + "[" * (n - 1) + "]" * (n - 1), "nested-too-deeply"),
        (bounds.MOST_DEPTH, lambda n: "a = " + "{ a = " * (n - 1) + "1" + "}" * (n - 1), "nested-too-deeply"),
        (bounds.MOST_DEPTH, lambda n: "a = [\n" * (n - 1) + "]" * (n - 1), "nested-too-deeply"),
        ((bounds.MOST_DEPTH - 1) // 2, lambda n: "[" + ".".join("a" * n) + "]", "nested-too-deeply"),
        ((bounds.MOST_DEPTH - 1) // 2, lambda n: "[[" + " . ".join("a" * n) + "]]", "nested-too-deeply"),
        (bounds.MOST_VALUES, lambda n: "".join(f"{number:x}=1\n" for number in range(n)), "too-many-keys"),
        (bounds.MOST_VALUES, lambda n: f"a=[{'1,' * (n - 2)}]", "too-many-keys"),
        (bounds.MOST_TABLE_NAMES, lambda n: "[[a]]\n" * n, "too-many-keys"),
        (bounds.MOST_TABLE_NAMES // 2, lambda n: "[a.b]\n" * n, "too-many-keys"),
        (bounds.MOST_DIGITS, lambda n: "a = 1" + "0" * (n - 1), "number-too-long"),
        (bounds.MOST_DIGITS, lambda n: "a = 0." + "1" * n, "number-too-long"),
        (bounds.MOST_DIGITS, lambda n: "a = 0x" + "f" * (n - 2), "number-too-long"),
        (bounds.MOST_DIGITS, lambda n: "a = 1" + "_1" * (n // 2) + "1" * ((n - 1) % 2), "number-too-long"),
    ],
)  # fmt: skip
def test_toml_up_to_a_limit_passes_and_above_it_is_refused(most: int, make: Any, code: str):
    lines = f'label = "{LABEL}"\n' if code != "too-many-keys" else ""
    bounds.check_toml((lines + make(most - (1 if "_1" in make(2) else 0))).encode(), "it")
    assert refusal(bounds.check_toml, (lines + make(most + 1)).encode(), "it").code == code


@pytest.mark.parametrize(
    ("most", "make", "code"),
    [
        (bounds.MOST_JSON_DEPTH, lambda n: "[" * n + f'"{LABEL}"' + "]" * n, "nested-too-deeply"),
        (bounds.MOST_JSON_DEPTH, lambda n: '{"a":' * n + f'"{LABEL}"' + "}" * n, "nested-too-deeply"),
        (bounds.MOST_JSON_VALUES, lambda n: f'[{"1," * (n - 2)}1]', "too-many-keys"),
        (bounds.MOST_DIGITS, lambda n: '["' + "1" * 99 + '", ' + "1" * n + "]", "number-too-long"),
        (bounds.MOST_DIGITS, lambda n: "[0." + "1" * n + "]", "number-too-long"),
    ],
)  # fmt: skip
def test_json_up_to_a_limit_passes_and_above_it_is_refused(most: int, make: Any, code: str):
    bounds.check_json(make(most).encode(), "it")
    json.loads(make(most))
    assert refusal(bounds.check_json, make(most + 1).encode(), "it").code == code


@pytest.mark.parametrize("check", [bounds.check_toml, bounds.check_json])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be", "latin-1"])
def test_text_in_another_encoding_is_refused(check: Any, encoding: str):
    assert refusal(check, f'["é{LABEL}"]'.encode(encoding), "it").code == "not-utf-8"


@pytest.mark.parametrize("check", [bounds.check_toml, bounds.check_json])
def test_text_that_is_too_large_is_refused_before_it_is_looked_at(check):
    most = bounds.MOST_JSON_BYTES if check is bounds.check_json else bounds.MOST_BYTES
    assert refusal(check, b"\xff" * (most + 1), "it").code == "too-large"


def test_a_byte_order_mark_and_windows_line_ends_pass():
    bounds.check_toml(b'\xef\xbb\xbfa = "x"\r\n[b]\r\nc = [\r\n1,\r\n]\r\n', "it")
    bounds.check_json(b'\xef\xbb\xbf{"a":\r\n [1]}', "it")


def test_a_broken_file_is_left_to_its_parser_which_says_where_it_is_broken():
    for text in ("a = ]]]]", "a = [", "{}}}", 'a = "x', "a = '''x", "= = =", "\r", "a..b = 1"):
        bounds.check_toml(text.encode(), "it")
        bounds.check_json(text.encode(), "it")
