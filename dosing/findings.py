"""What a check can say, where a number came from, and the two ways an answer is refused.

Does not know which checks there are.
"""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["refuse", "caution", "undetermined", "note"]
SEVERITIES: tuple[Severity, ...] = ("refuse", "caution", "undetermined", "note")  # most severe first

SourceKind = Literal["record", "label", "choice", "site"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number came from: the trial record, a label, this program's choice, or the site."""

    kind: SourceKind
    citation: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says about a plan; `visit` is a visit name, or None for the whole course.

    `touches` are the visits whose pages say it, where they are more than that one; the document leaves it out.
    """

    code: str
    severity: Severity
    visit: str | None
    message: str
    touches: tuple[str, ...] = field(default=(), metadata={"document": False}, compare=False)


def by_severity(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings, most severe first; among equals the order in which the checks gave them."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


class InputError(ValueError):
    """What was typed cannot be read, is out of bounds, or is an impossible change.

    `code` names the problem and `field` the input it is about, for doors: each says how that input is written there. `sentence` is for
    people: what was found and what to write instead; it names no option and no form. `where` is the file or the change it stands in,
    and `rest` the sentence without the name of the input at its head, for a door that has a word of its own for it.
    """

    exit_code = 2

    def __init__(self, code: str, field: str, sentence: str, *, where: str = "", rest: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.code, self.field, self.sentence, self.where, self.rest = code, field, sentence, where, rest

    def typed_here(self) -> "InputError":
        """The same problem of what was just typed, not of a file or of an older change."""
        return InputError(self.code, self.field, self.sentence, rest=self.rest)

    def inside(self, where: str) -> "InputError":
        """The same problem, said of a place where none was named yet."""
        return InputError(self.code, self.field, self.sentence, where=self.where or where, rest=self.rest)


class Refused(Exception):
    """No plan is made: one or more checks refuse."""

    exit_code = 3

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings
