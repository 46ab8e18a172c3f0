"""Findings, and the two ways in which an answer is refused."""

from dosing.findings import Finding, InputError, Refused, by_severity


def finding(code: str, severity: str) -> Finding:
    return Finding(code, severity, None, f"About {code}.")  # type: ignore[arg-type]  # the words are tried as they come


def test_the_most_severe_stands_first_and_equals_keep_their_order():
    given = [finding("d", "note"), finding("b", "caution"), finding("c", "undetermined"), finding("a", "refuse"), finding("b2", "caution")]
    assert [each.code for each in by_severity(given)] == ["a", "b", "b2", "c", "d"]


def test_what_was_typed_wrongly_ends_with_status_2_and_a_refusing_check_with_3():
    assert InputError.exit_code == 2
    refused = Refused((finding("bag-full", "refuse"), finding("age-under-16", "refuse")))
    assert refused.exit_code == 3
    assert str(refused) == "About bag-full. About age-under-16."
