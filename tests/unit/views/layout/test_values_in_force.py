"""Every value behind the plan, in groups, each with where it came from."""

from dosing.views.layout.values_in_force import values_in_force
from tests.plans import resite
from tests.unit.views.read_sheets import of_72_35_kg


def test_values_that_a_later_site_changed_stand_below_the_first_ones() -> None:
    release = of_72_35_kg(changes=[resite({"acetaminophen": {"dose_mg": "1000"}}, "2027-01-10")])
    named = [(value.name, value.value) for value in values_in_force(release)]
    assert named.index(("acetaminophen, dose", "650\u00a0mg")) < named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    changed = named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    assert named[changed - 1] == ("Changed by the site, for visits from Sunday 10 January 2027 on", "")
    assert named.count(("acetaminophen, lead time", "45\u00a0min before")) == 1


def test_a_site_that_a_later_one_replaced_from_an_earlier_day_on_is_not_said_to_be_in_force() -> None:
    # The second change is of an earlier day: from the 10th on its 700 mg are given, and 1,000 mg never are.
    tablets = [resite({"acetaminophen": {"dose_mg": dose}}, on) for dose, on in (("1000", "2027-01-24"), ("700", "2027-01-10"))]
    release = of_72_35_kg(changes=tablets)
    named = [(value.name, value.value) for value in values_in_force(release)]
    assert ("acetaminophen, dose", "1,000\u00a0mg") not in named
    assert named.index(("acetaminophen, dose", "700\u00a0mg")) == len(named) - 1
    assert named[-2] == ("Changed by the site, for visits from Sunday 10 January 2027 on", "")


def test_every_value_says_what_kind_of_source_it_has() -> None:
    values = values_in_force(of_72_35_kg())
    assert [value.name for value in values if not value.kind] == ["Fixed by the trial record", "Decided by the site"]
    assert {value.kind for value in values if value.kind} == {"Record", "Label", "Choice"}
