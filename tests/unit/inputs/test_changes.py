"""The classes of changes: what each says of itself, how it is asked for, and what it did in the words of the history."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.inputs.asked import asked
from dosing.inputs.changes import VERBS, Change, Corrections
from dosing.inputs.facts import EntryFacts
from dosing.inputs.raw import change_from
from tests import plans

# Every change that a course can hold, and what it did.
SAID = [
    (plans.move("C1D15", "2027-01-25"), "C1D15 moved to Monday 25 January 2027, the visits after it too"),
    (plans.move("C1D15", "2027-01-25", following="keep"), "C1D15 moved to Monday 25 January 2027, the visits after it stay"),
    (plans.omit("C1D15"), "C1D15 omitted"),
    (plans.stop("C2D8"), "stopped from C2D8 on"),
    (plans.outcome("C1D1", "2027-01-04"), "C1D1 given in full"),
    (plans.outcome("C1D1", "2027-01-04", in_full=True, reaction="2"), "C1D1 given in full, with a reaction of grade 2"),
    (plans.outcome("C1D1", "2027-01-04", given_ml="90.50"), "C1D1 given in part, 90.5 mL"),
    (plans.outcome("C1D1", "2027-01-04", given_ml="90", reaction="3"), "C1D1 given in part, 90 mL, with a reaction of grade 3"),
    (plans.outcome("C1D1", "2027-01-04", reaction="1"), "C1D1 given, with a reaction of grade 1"),
    (plans.outcome("C1D1", "2027-01-04", not_given=True), "C1D1 not given"),
    (plans.reweigh("68kg", "2027-02-08"), "weighed 68 kg on Monday 8 February 2027"),
    (plans.reweigh("150lb", "2027-02-08"), "weighed 68.04 kg on Monday 8 February 2027, entered as 150 lb"),
    (plans.retime("C1D15", "14:30"), "C1D15 starts at 14:30"),
    (plans.extend(), "a cycle added"),
    (plans.correct(weight="72.5kg"), "corrected weight, now 72.5 kg"),
    (
        plans.correct(start="2027-01-05", last_chemotherapy="none"),
        "corrected last chemotherapy, now none; start, now Tuesday 5 January 2027",
    ),
    (plans.resite({}, "2027-01-10"), "new site file"),
    (plans.change("rebase", "2027-01-10"), "numbers of a newer program accepted"),
    (plans.undo(), "the change before taken back"),
]
# Every verb with what it asks for beside its reason, who and when: what is needed, and what may be left out.
ASKS = {
    "outcome": (["visit"], ["in_full", "given_ml", "reaction", "not_given", "reason"]),
    "move": (["visit", "to"], ["following", "not_given"]),
    "omit": (["visit"], ["not_given"]),
    "stop": (["visit"], []),
    "reweigh": (["weight", "weighed"], []),
    "retime": (["visit", "time"], []),
    "extend": ([], []),
    "correct": (["values"], []),
    "resite": (["site"], []),
    "rebase": ([], []),
    "undo": ([], []),
}


@pytest.mark.parametrize(("raw", "said"), SAID)
def test_a_change_says_what_it_did(raw, said):
    assert change_from(raw).said.replace("\N{NO-BREAK SPACE}", " ") == said


def test_every_verb_is_said_and_asked_for_here():
    assert {raw["kind"] for raw, _ in SAID} == set(ASKS) == set(VERBS)


@pytest.mark.parametrize("kind", VERBS)
def test_a_verb_asks_for_its_own_values_and_for_why_who_and_when(kind):
    asks = {name: needed for name, _, needed in asked(VERBS[kind])}
    needed, optional = ASKS[kind]
    why = [] if "reason" in optional else ["reason"]  # why an outcome is recorded needs no words
    assert sorted(name for name, is_needed in asks.items() if is_needed) == sorted([*needed, *why, "by", "when"])
    assert sorted(name for name, is_needed in asks.items() if not is_needed) == sorted(optional)


@pytest.mark.parametrize("kind", VERBS)
def test_a_verb_has_words_for_every_door(kind):
    verb = VERBS[kind]
    for words in (verb.title, verb.summary, verb.told):
        assert words[0].isupper()
    assert not verb.title.endswith(".")
    assert verb.summary.endswith(".")
    assert verb.told.endswith(".")
    assert "--reason" in verb.example or "reason" in ASKS[kind][1]
    assert "--by" in verb.example


@pytest.mark.parametrize("model", [*VERBS.values(), Corrections, EntryFacts])
def test_every_value_that_is_asked_for_has_a_label_help_and_words_for_a_sentence(model):
    for name, ask, _ in asked(model):
        assert ask.label[0].isupper(), name
        assert ask.help[0].isupper(), name
        assert ask.help.endswith("."), name
        assert ask.words, name
        assert (ask.kind == "choice") == bool(ask.choices), name


def test_what_is_stored_with_a_change_is_not_asked_for():
    stored = {"fingerprint", "engine", "weight_typed"}
    for verb in VERBS.values():
        assert stored.isdisjoint(name for name, _, _ in asked(verb))
        assert {"fingerprint", "engine"} <= set(verb.model_fields)


def test_corrections_hold_only_what_is_corrected():
    weight = change_from(plans.correct(weight="72.5kg")).values
    assert weight.corrected == {"weight_kg": Decimal("72.5"), "weight_typed": None}
    others = change_from(plans.correct(born="1990-01-02", transplant="none")).values
    assert others.corrected == {"born": date(1990, 1, 2), "transplant": "none"}


def test_what_can_be_corrected_is_what_a_course_is_begun_with():
    assert {name for name, _, _ in asked(Corrections)} == {"weight", "weighed", "start", "born", *EntryFacts.model_fields}


def test_a_change_is_frozen_and_takes_no_key_that_it_does_not_know():
    made = change_from(plans.omit("C1D8"))
    assert isinstance(made, Change)
    with pytest.raises(ValueError, match="frozen"):
        made.visit = "C1D15"
    assert "the nearest is not_given" in str(plans.refusal(changes=[{**plans.omit("C1D8"), "notgiven": True}]))


def test_only_an_outcome_keeps_the_checks_of_the_doses_before_it():
    assert [kind for kind, verb in VERBS.items() if verb.keeps_checks] == ["outcome"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"in_full": False}, "outcome-empty", "in_full"),
        ({"in_full": True, "not_given": True}, "outcome-twice", "not_given"),
        ({"given_ml": "90", "not_given": True}, "outcome-twice", "not_given"),
        ({"reaction": "1", "not_given": True}, "outcome-twice", "not_given"),
        ({"in_full": True, "given_ml": "90"}, "outcome-twice", "given_ml"),
        ({"given_ml": "0"}, "out-of-bounds", "given_ml"),
        ({"given_ml": "-1"}, "out-of-bounds", "given_ml"),
        ({"given_ml": 90.5}, "another-kind", "given_ml"),
        ({"reaction": "0"}, "not-a-choice", "reaction"),
        ({"reaction": "6"}, "not-a-choice", "reaction"),
        ({"reaction": 2}, "not-a-choice", "reaction"),
        ({"in_full": "yes"}, "another-kind", "in_full"),
    ],
)
def test_an_outcome_says_one_thing_that_can_have_happened(given, code, field):
    told = plans.refusal(changes=[plans.outcome("C1D1", "2027-01-04", **given)])
    assert (told.code, told.field) == (code, f"changes[1].outcome.{field}")


@pytest.mark.parametrize("by", [".", " - ", "\u2026", "'"])
@pytest.mark.parametrize("raw", [plans.omit("C1D8"), plans.outcome("C1D1", "2027-01-04")])
def test_initials_without_a_letter_name_nobody(raw, by):
    told = plans.refusal(changes=[{**raw, "by": by}])
    assert (told.code, told.field) == ("initials-empty", f"changes[1].{raw['kind']}.by")
    assert str(told).endswith("which holds no letter; write initials, like AB.")
