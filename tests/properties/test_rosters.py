"""What holds for every roster: the order of its rows changes nothing in any patient's files, and no row is lost."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.doors.command import snapshot
from tests.doors.rosters import BAD, bad, course_id, errors_of, good, patients_of, run, write
from tests.properties.strategies import FEW, SOME

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@FEW
@given(
    st.lists(st.tuples(st.integers(1, 40), st.sampled_from([None, None, *BAD])), min_size=2, max_size=6), st.randoms(use_true_random=False)
)
def test_the_order_of_rows_changes_nothing_in_any_patients_files(rows: list[tuple[int, object]], random: object) -> None:
    roster = [good(number) if wrong is None else bad(number, wrong.wrong) for number, wrong in rows]  # type: ignore[attr-defined]
    shuffled = [*roster]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for folder, order in (("one", roster), ("other", shuffled)):
            run(write(place / "roster.csv", order), place / folder)
            assert len(patients_of(place / folder)) + len(errors_of(place / folder)) == len(rows)
        assert patients_of(place / "one") == patients_of(place / "other")
        for patient in patients_of(place / "one"):
            assert snapshot(place / "one" / patient) == snapshot(place / "other" / patient)


@SOME
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["label", "weight", "start", "course_id", "born", "cycles"]), ANY_TEXT, min_size=1), max_size=4
    )
)
def test_whatever_stands_in_a_cell_every_row_is_a_patient_or_a_line_of_errors(wrong: list[dict[str, str]]) -> None:
    roster = [{**good(number), **each} for number, each in enumerate(wrong, start=2)]
    with tempfile.TemporaryDirectory() as name:
        ran = run(write(Path(name) / "roster.csv", [good(1), *roster]), Path(name) / "out")
        assert ran.status in (0, 4)
        assert ran.err == ""
        patients, errors = patients_of(Path(name) / "out"), errors_of(Path(name) / "out")
        assert len(patients) + len(errors) == 1 + len(roster)
        assert course_id(1) in patients
        assert {each.name for each in (Path(name)).rglob("*") if each.is_dir()} <= {"out", *(course_id(number) for number in range(8))}
        for found in errors:
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in found.values() if cell)
