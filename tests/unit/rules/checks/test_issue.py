"""What depends on the day of issue."""

from datetime import date

import pytest

from dosing.rules.checks.issue import issue_findings
from tests import plans


@pytest.mark.parametrize(("on", "codes"), [(date(2027, 1, 4), []), (date(2027, 1, 5), ["past-start"])])
def test_a_first_visit_before_the_day_of_issue_is_noted(on, codes):
    assert [told.code for told in issue_findings(plans.make_plan().visits, on)] == codes


def test_it_is_no_finding_of_the_plan_itself_which_is_the_same_on_any_day():
    assert "past-start" not in plans.codes(plans.make_plan(start="2017-01-01", weighed=None))
