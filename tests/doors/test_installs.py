"""The same files come out of a checkout, an editable install and a wheel, wherever a person stands."""

import pytest

from tests.doors.installing import Files, Installs, differing

pytestmark = pytest.mark.slow


def test_a_checkout_writes_the_sheets_the_calendar_and_the_plan(from_checkout: Files) -> None:
    assert {name.rpartition(".")[2] for name in from_checkout} == {"html", "ics", "json", "pdf", "toml"}
    assert all(from_checkout.values())


@pytest.mark.parametrize("install", ["a wheel", "an editable install"])
def test_an_install_writes_the_same_bytes_as_the_checkout(install: str, installs: Installs, from_checkout: Files) -> None:
    assert differing(installs.files[install], from_checkout) == []


def test_without_the_pdf_extra_everything_else_is_written(installs: Installs, from_checkout: Files) -> None:
    without = installs.files["a wheel without the pdf extra"]
    assert differing(without, from_checkout) == sorted(name for name in from_checkout if name.endswith(".pdf"))
    assert not any(name.endswith(".pdf") for name in without)
