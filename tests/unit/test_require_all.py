"""The gate's promise that nothing is quietly left out (the hooks stand in tests/conftest.py)."""

from pathlib import Path

import pytest

HOOKS = (Path(__file__).parents[1] / "conftest.py").read_text(encoding="utf-8")

SKIPS = {
    "a skip in the test": "import pytest\ndef test_dose(): pytest.skip('no scales')",
    "a skip mark": "import pytest\n@pytest.mark.skip(reason='no scales')\ndef test_dose(): pass",
    "a skip mark with a condition": "import pytest\n@pytest.mark.skipif(True, reason='no scales')\ndef test_dose(): pass",
    "a skip in what the test asks for": (
        "import pytest\n@pytest.fixture\ndef scales(): pytest.skip('no scales')\ndef test_dose(scales): pass"
    ),
    "a skip in a unittest class": "import unittest\nclass Dose(unittest.TestCase):\n  def test_dose(self): self.skipTest('no scales')",
    "a skip of the whole file": "import pytest\npytest.skip('no scales', allow_module_level=True)\ndef test_dose(): pass",
    "a module that is missing": "import pytest\npytest.importorskip('no_scales', reason='no scales')\ndef test_dose(): pass",
    "a skip in a subtest": "import pytest\ndef test_dose(subtests):\n  with subtests.test('a'): pytest.skip('no scales')",
    "an expected failure that is not run": "import pytest\n@pytest.mark.xfail(run=False, reason='no scales')\ndef test_dose(): pass",
    "an expected failure that gives up": "import pytest\ndef test_dose(): pytest.xfail('no scales')",
}

EMPTY = {
    "a file without a test": ("x = 1", "holds no test"),
    "a class without a test": ("class TestDose:\n  x = 1\ndef test_dose(): pass", "holds no test"),
    "an empty table of cases": ("import pytest\n@pytest.mark.parametrize('dose', [])\ndef test_dose(dose): pass", "did not run"),
}


@pytest.fixture
def lenient(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("DOSING_REQUIRE_ALL", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # loading hypothesis anew in each small run takes two seconds
    pytester.makeconftest(HOOKS)
    return pytester


@pytest.fixture
def required(lenient: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("DOSING_REQUIRE_ALL", "1")
    return lenient


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_what_did_not_run_fails_with_a_sentence_that_gives_the_reason(required: pytest.Pytester, source: str) -> None:
    required.makepyfile(test_sheet=source)
    run = required.runpytest()
    assert run.ret != pytest.ExitCode.OK
    run.stdout.fnmatch_lines(["*did not run, and DOSING_REQUIRE_ALL=1 lets nothing be left out:*no scales*"])


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_without_the_variable_a_skip_stays_a_skip(lenient: pytest.Pytester, source: str) -> None:
    lenient.makepyfile(test_sheet=source, test_other="def test_other(): pass")
    run = lenient.runpytest()
    assert run.ret == pytest.ExitCode.OK


@pytest.mark.parametrize(("source", "sentence"), EMPTY.values(), ids=EMPTY)
def test_what_is_empty_fails_with_a_sentence(required: pytest.Pytester, source: str, sentence: str) -> None:
    required.makepyfile(test_sheet=source)
    run = required.runpytest()
    assert run.ret != pytest.ExitCode.OK
    run.stdout.fnmatch_lines([f"*{sentence}*DOSING_REQUIRE_ALL=1*"])


def test_a_run_without_tests_fails_with_a_sentence(required: pytest.Pytester) -> None:
    run = required.runpytest()
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(["No test ran, and DOSING_REQUIRE_ALL=1 asks for at least one*"])


def test_a_run_whose_every_test_is_deselected_fails_with_a_sentence(required: pytest.Pytester) -> None:
    required.makepyfile(test_sheet="def test_dose(): pass")
    run = required.runpytest("-k", "volume")
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(["No test ran, and DOSING_REQUIRE_ALL=1 asks for at least one*"])


def test_tests_that_run_pass_and_an_expected_failure_that_ran_is_a_result(required: pytest.Pytester) -> None:
    required.makepyfile(
        test_sheet="""
            import pytest

            def test_dose():
                assert 20 * 70 == 1400

            @pytest.mark.xfail(reason="known", strict=True)
            def test_known():
                assert 20 * 70 == 1401

            class TestVials:
                def test_vials(self):
                    assert 500 + 500 == 1000
        """
    )
    run = required.runpytest()
    assert run.ret == pytest.ExitCode.OK
    run.assert_outcomes(passed=2, xfailed=1)


def test_examples_in_docstrings_are_asked_for_and_need_not_exist(required: pytest.Pytester) -> None:
    required.makepyfile(test_sheet="def test_dose(): pass")
    run = required.runpytest("--doctest-modules")
    assert run.ret == pytest.ExitCode.OK
