"""What changed between two plans, visit by visit, read from their documents.

Does not know how one plan is made, files, or pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dosing import wording
from dosing.document import plain_value
from dosing.history import History, Revision

Document = Mapping[str, Any]

# Parts of a visit that a person compares as one, and what each is called.
OTHER_PARTS = {
    "weight_kg": "weight",
    "weighed": "day of the weight",
    "infusion_number": "infusion number",
    "provisional": "provisional",
    "premedications": "premedications",
    "infusion": "infusion steps",
    "given": "what was given",
    "arrival": "arrival",
    "planned_end": "planned end",
}
# What moves along with a visit, and is no change of its own then.
_MOMENTS = frozenset({"due", "starts", "ends"})


@dataclass(frozen=True, slots=True)
class VisitState:
    """What people act on at one visit under one plan."""

    date: date
    status: str
    start: datetime | None
    arrival: datetime | None
    ends: datetime | None
    weight_kg: Decimal | None
    dose_mg: Decimal | None
    volume_ml: Decimal | None
    infusion_number: int | None

    @property
    def active(self) -> bool:
        """Whether the visit takes place."""
        return self.status in ("planned", "moved")

    @property
    def entry(self) -> tuple[object, ...]:
        """The day and times of its calendar entry."""
        return self.date, self.arrival, self.ends

    def as_acted_on(self) -> "VisitState":
        """This state by its day, times and dose alone, whatever its status is called and whichever weight made it."""
        return replace(self, status="planned" if self.active else self.status, weight_kg=None, infusion_number=None)


@dataclass(frozen=True, slots=True)
class VisitDifference:
    """One visit that is not the same under both plans; a state is None where a plan lacks the visit."""

    visit: str
    number: int
    old: VisitState | None
    new: VisitState | None
    others: tuple[str, ...]

    @property
    def cancelled(self) -> bool:
        """It took place under the old plan and does not under the new."""
        return self.old is not None and self.old.active and (self.new is None or not self.new.active)

    @property
    def added(self) -> bool:
        """It takes place under the new plan and did not under the old."""
        return self.new is not None and self.new.active and (self.old is None or not self.old.active)

    @property
    def moved(self) -> bool:
        """It takes place under both, on another day or at another time."""
        if self.old is None or self.new is None or not (self.old.active and self.new.active):
            return False
        return (self.old.date, self.old.start) != (self.new.date, self.new.start)

    @property
    def dose_changed(self) -> bool:
        """It takes place under both, with another dose."""
        if self.old is None or self.new is None or not (self.old.active and self.new.active):
            return False
        return (self.old.dose_mg, self.old.volume_ml) != (self.new.dose_mg, self.new.volume_ml)


@dataclass(frozen=True, slots=True)
class Stale:
    """What sheets and calendars of earlier revisions say of a visit that no longer holds, and the revisions that say it."""

    visit: str
    number: int
    visits: int  # how many the plan of those revisions holds, as their calendar entries say
    said: VisitState
    now: VisitState | None
    revisions: tuple[int, ...]

    @property
    def cancelled(self) -> bool:
        """The visit no longer takes place."""
        return self.now is None or not self.now.active

    @property
    def redated(self) -> bool:
        """The entry in a calendar has another day or time, or has to go."""
        return self.now is None or not self.now.active or self.said.entry != self.now.entry


@dataclass(frozen=True, slots=True)
class Difference:
    """Every visit that differs between two plans of one course, and what the checks say that they did not say before."""

    course_id: str
    old_revision: int
    new_revision: int
    old_fingerprint: str
    new_fingerprint: str
    visits: tuple[VisitDifference, ...]
    new_findings: tuple[tuple[str, str], ...]  # severity and message
    printed_wrong: tuple[VisitDifference, ...] = ()
    stale: tuple[Stale, ...] = ()  # over every earlier revision that this program can still make
    unknown: tuple[int, ...] = ()  # revisions whose numbers another version of the program made

    @property
    def older(self) -> tuple[Stale, ...]:
        """What revisions before the one just replaced say, and that one does not."""
        return tuple(each for each in self.stale if self.old_revision not in each.revisions)

    @property
    def calendar_entries(self) -> tuple[Stale, ...]:
        """The calendar entries of earlier revisions that have to be deleted, each day and time once."""
        entries = {(each.number, each.said.entry): each for each in self.stale if each.redated}
        return tuple(entries.values())

    @property
    def void(self) -> tuple[int, ...]:
        """The revisions whose sheets are void."""
        return tuple(range(1, self.new_revision))


def difference(old: Document, new: Document, *, corrected_on: date | None = None) -> Difference:
    """What differs between two plan documents.

    `corrected_on` is the day of a correction: the visits before it were printed with the wrong value.
    """
    before, after = ({each["visit"]: each for each in document["visits"]} for document in (old, new))
    pairs = [(before.get(name), after.get(name)) for name in {**before, **after}]
    visits = tuple(_visit(one, other) for one, other in pairs if one != other)
    visits = tuple(each for each in visits if each.old != each.new or each.others)
    said = {(each["severity"], each["message"]) for each in old["findings"]}
    wrong = tuple(each for each in visits if corrected_on and each.old and each.old.active and each.old.date < corrected_on)
    return Difference(
        course_id=new["release"]["course_id"],
        old_revision=old["release"]["revision"],
        new_revision=new["release"]["revision"],
        old_fingerprint=old["release"]["fingerprint"],
        new_fingerprint=new["release"]["fingerprint"],
        visits=tuple(sorted(visits, key=lambda each: each.number)),
        new_findings=tuple(
            (each["severity"], each["message"]) for each in new["findings"] if (each["severity"], each["message"]) not in said
        ),
        printed_wrong=wrong,
    )


def _visit(old: Document | None, new: Document | None) -> VisitDifference:
    either: Document = new or old or {}
    states = None if old is None else _state(old), None if new is None else _state(new)
    others: tuple[str, ...] = ()
    if old is not None and new is not None and all(state and state.active for state in states):
        changed_parts = (_in_words(key, word, new) for key, word in OTHER_PARTS.items() if _part(old, key) != _part(new, key))
        others = (*changed_parts, *_preparation(old["study_drug"], new["study_drug"]))
    return VisitDifference(either["visit"], either["number"], *states, others)


def _in_words(key: str, word: str, new: Document) -> str:
    """What changed; where a word would hide a dose, what it is now."""
    if key == "provisional":
        return "now provisional" if new[key] else "no longer provisional"
    if key == "infusion_number":
        return f"now infusion {new[key]}"
    if key != "premedications":
        return word
    doses = [
        wording.premedication(each["drug"], Decimal(each["dose_mg"]), each["route"], each["substituted_for"], each["form"])
        for each in new[key]
    ]
    return f"{word}, now {wording.listed(doses)}"


def _preparation(old: Document, new: Document) -> Iterator[str]:
    """What is prepared otherwise though nothing else may have changed: other bags, or other vials for the same dose."""
    before, now = ((each["diluent"], [bag["bag_ml"] for bag in each["bags"]]) for each in (old, new))
    if before != now:
        held = wording.listed([wording.ml(Decimal(volume)) for volume in now[1]])
        yield f"{'bag' if len(now[1]) == 1 else 'bags'}, now {held} of {now[0]}"
    if old["volume_ml"] == new["volume_ml"] and old["vials"] != new["vials"]:
        yield f"vials, now {wording.vials([(each['count'], Decimal(each['strength_mg'])) for each in new['vials']])}"


def _part(visit: Document, key: str) -> Any:
    """A part of a visit as it would be had the visit not moved: times count from the start of the infusion."""
    value = visit[key]
    if key in ("arrival", "planned_end"):
        return value and datetime.fromisoformat(value) - datetime.fromisoformat(visit["infusion_start"])
    return _without_moments(value)


def _without_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_moments(each) for key, each in value.items() if key not in _MOMENTS}
    return [_without_moments(each) for each in value] if isinstance(value, list) else value


def _state(visit: Document) -> VisitState:
    drug = visit["study_drug"]
    return VisitState(
        date=date.fromisoformat(visit["date"]),
        status=visit["status"],
        start=datetime.fromisoformat(visit["infusion_start"]) if visit["infusion_start"] else None,
        arrival=datetime.fromisoformat(visit["arrival"]) if visit["arrival"] else None,
        ends=datetime.fromisoformat(visit["planned_end"]) if visit["planned_end"] else None,
        weight_kg=Decimal(visit["weight_kg"]) if visit["weight_kg"] else None,
        dose_mg=Decimal(drug["rounded_mg"]) if drug else None,
        volume_ml=Decimal(drug["volume_ml"]) if drug else None,
        infusion_number=visit["infusion_number"],
    )


def changed(history: History, number: int) -> Difference | None:
    """What the change that made a revision changed, against the revision before and against every older one; None for revision 1."""
    new = history.at(number)
    if new.change is None:
        return None
    old = history.revisions[number - 2]
    if old.timeline is None:
        return _after_rebase(history, old, new)
    stated = [_document(history, each, with_findings=each is old) for each in history.before(number)]
    corrected_on = new.change.when if new.change.kind == "correct" else None
    made = _document(history, new, with_findings=True)
    unknown = tuple(each.number for each in history.revisions[: number - 1] if each.timeline is None)
    return replace(difference(stated[-1], made, corrected_on=corrected_on), stale=_stale(stated, made), unknown=unknown)


def _after_rebase(history: History, old: Revision, new: Revision) -> Difference:
    """A rebase changes nothing of its own, and what the older revisions said is not known here."""
    return Difference(
        course_id=history.course.course_id,
        old_revision=old.number,
        new_revision=new.number,
        old_fingerprint=old.fingerprint,
        new_fingerprint=new.fingerprint,
        visits=(),
        new_findings=(),
        unknown=tuple(range(1, new.number)),
    )


def _document(history: History, revision: Revision, *, with_findings: bool) -> dict[str, Any]:
    """As much of a revision's document as a difference reads; not issued, and so not for publishing."""
    release = {"course_id": history.course.course_id, "revision": revision.number, "fingerprint": revision.fingerprint}
    findings = plain_value(history.plan_of(revision).findings) if with_findings else []
    return {"release": release, "visits": history.written.plain(revision.visits), "findings": findings}


def document_at(history: History, number: int) -> dict[str, Any]:
    """As much of a revision's document as a difference reads. Raises InputError for one that cannot be made."""
    return _document(history, history.at(number), with_findings=True)


def _stale(old: Sequence[Document], new: Document) -> tuple[Stale, ...]:
    """Every state of a visit that an earlier document states and the new one does not."""
    states: dict[int, VisitState] = {}  # by the identity of the visit: what revisions share is read once
    now = {each["visit"]: _acted_on(each, states) for each in new["visits"]}
    found: dict[tuple[int, VisitState], Stale] = {}
    for document in old:
        for visit in document["visits"]:
            said = _acted_on(visit, states)
            if not said.active or said == now.get(visit["visit"]):
                continue
            known = found.get((visit["number"], said))
            revisions = (*(known.revisions if known else ()), document["release"]["revision"])
            found[visit["number"], said] = Stale(
                visit["visit"], visit["number"], len(document["visits"]), said, now.get(visit["visit"]), revisions
            )
    return tuple(sorted(found.values(), key=lambda each: (each.number, each.revisions)))


def _acted_on(visit: Document, states: dict[int, VisitState]) -> VisitState:
    if id(visit) not in states:
        state = _state(visit)
        states[id(visit)] = state.as_acted_on()
    return states[id(visit)]
