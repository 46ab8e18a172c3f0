"""The text in the code of a label: which course, plan, visit and bag or premedication it belongs to, and the dose in it.

It holds no patient label; docs/label-code.md describes it. Does not know how a code is drawn, or which labels there are.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from dosing.findings import InputError
from dosing.quantities import plain, shown

LABEL_CODE = "dosing-label/1"

_ANY_VERSION = re.compile(r"dosing-label/([0-9]{1,4}) .*", re.ASCII)
_CODE = re.compile(
    rf"{LABEL_CODE} "
    r"(?P<course_id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) "
    r"r(?P<revision>[1-9][0-9]{0,3}) "
    r"(?P<visit>C[1-9][0-9]?D[1-9][0-9]?) "
    r"(?:bag-(?P<bag>[1-9])/(?P<bags>[1-9])|(?P<slot>[a-z][a-z0-9_]{0,39})) "
    r"(?P<dose>(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{1,6})?)mg "
    r"(?P<fingerprint>[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})",
    re.ASCII,
)


class LabelCode(NamedTuple):
    """What the code of one label says.

    `bag` and `bags` are the place of a bag among those of its visit; `slot` is that of a premedication, whose label has no bag.
    `fingerprint` are the 12 digits that every sheet of the plan prints.
    """

    course_id: str
    revision: int
    visit: str
    bag: int | None
    bags: int | None
    slot: str | None
    dose_mg: Decimal
    fingerprint: str

    @property
    def text(self) -> str:
        """The text that the code holds.

        >>> LabelCode("6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34", 2, "C1D8", 1, 2, None, Decimal("724.0"), "1A2B-3C4D-5E6F").text
        'dosing-label/1 6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34 r2 C1D8 bag-1/2 724mg 1A2B-3C4D-5E6F'
        """
        what = self.slot or f"bag-{self.bag}/{self.bags}"
        return f"{LABEL_CODE} {self.course_id} r{self.revision} {self.visit} {what} {plain(self.dose_mg)}mg {self.fingerprint}"


def read_label_code(text: str) -> LabelCode:
    """What was read from a label. Raises InputError for a text that is no code of a label."""
    typed = text.strip()
    version = _ANY_VERSION.fullmatch(typed)
    if version and int(version[1]) > 1:
        sentence = f"the code is of the version dosing-label/{version[1]}, which is newer than this program reads ({LABEL_CODE}); "
        raise InputError("newer-label-code", "code", f"{sentence}use a newer version of dosing.")
    found = _CODE.fullmatch(typed)
    if found is None:
        how = f'scan the code of a label again, whose text begins with "{LABEL_CODE}", and put it in quotes.'
        raise InputError("not-a-label-code", "code", f"the code is {shown(text)}, which is not the whole code of a label; {how}")
    bag, bags = (int(found[part]) if found[part] else None for part in ("bag", "bags"))
    return LabelCode(
        found["course_id"],
        int(found["revision"]),
        found["visit"],
        bag,
        bags,
        found["slot"],
        Decimal(found["dose"]),
        found["fingerprint"],
    )
