"""Some days as JSON values, and as CSV: a row a visit, and for ordering a row a day.

Does not know pages; computes nothing but the totals that it shows. Numbers are plain decimals, in JSON as strings.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dosing import wording
from dosing.coming import ComingVisit
from dosing.day import Day, Days, Totals, VialTotal, totals_of
from dosing.formats.csv_text import text_cell
from dosing.quantities import plain
from dosing.sharing import Sharing
from dosing.views.layout.demand_chart import count, strengths
from dosing.views.layout.of_a_day import findings_said, made_said, premedications_said, start_said, vials_said


def days_document(days: Days, issued: datetime, shared: Sequence[Sharing] = ()) -> dict[str, Any]:
    """One day as {date, visits, totals, ...}; several as {from, to, days, totals, ...}."""
    about: dict[str, Any] = {
        "issued": issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "not_read": [{"folder": each.folder, "sentence": each.sentence} for each in days.unread],
    }
    sharing = {each.day.date: _sharing(each) for each in shared}
    told = [{**_day(day), **({"shared_vials": sharing[day.date]} if day.date in sharing else {})} for day in days.days]
    if len(told) == 1:
        return {**told[0], **about}
    bounds = {"from": days.first.isoformat(), "to": days.last.isoformat()}
    return {**bounds, "days": told, "totals": _both(days.checked, days.not_checked), **about}


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "message": each.message,
                "visits": [{"course_id": visit.course_id, "visit": visit.visit} for visit in each.visits],
            }
            for each in day.findings
        ],
        "visits": [_visit(visit) for visit in day.visits],
        "totals": _both(day.checked, day.not_checked),
    }


def _visit(visit: ComingVisit) -> dict[str, Any]:
    return {
        "course_id": visit.course_id,
        "visit": visit.visit,
        "label": visit.label,
        "state": visit.state,
        "outcome": visit.outcome or None,
        "revision": visit.revision,
        "fingerprint": visit.fingerprint,
        "infusion_start": _moment(visit.infusion_start),
        "drug": visit.drug,
        "weight_kg": plain(visit.weight_kg),
        "rounded_mg": plain(visit.rounded_mg),
        "volume_ml": plain(visit.volume_ml),
        "discard_mg": plain(visit.discard_mg),
        "vials": [
            {"strength_mg": plain(each.strength_mg), "volume_ml": plain(each.volume_ml), "count": each.count} for each in visit.vials
        ],
        "bags": [
            {"bag_ml": plain(each.bag_ml), "diluent": each.diluent, "drug_ml": plain(each.drug_ml), "drug_mg": plain(each.drug_mg)}
            for each in visit.bags
        ],
        "premedications": [
            {
                "slot": each.slot,
                "drug": each.drug,
                "dose_mg": plain(each.dose_mg),
                "route": each.route,
                "form": each.form,
                "minutes_before": each.minutes_before,
                "due": _moment(each.due),
                "substituted_for": each.substituted_for,
            }
            for each in visit.premedications
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _both(checked: Sequence[ComingVisit], not_checked: Sequence[ComingVisit]) -> dict[str, Any]:
    return {"checked": _totals(totals_of(checked)), "not_checked": _totals(totals_of(not_checked))}


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "visits": totals.visits,
        "mg": plain(totals.mg),
        "discard_mg": plain(totals.discard_mg),
        "vials": _vials(totals.vials),
        "bags": [{"bag_ml": plain(each.bag_ml), "diluent": each.diluent, "count": each.count} for each in totals.bags],
        "premedications": [
            {"drug": each.drug, "dose_mg": plain(each.dose_mg), "route": each.route, "count": each.count} for each in totals.premedications
        ],
    }


def _vials(vials: Iterable[VialTotal]) -> list[dict[str, Any]]:
    return [{"drug": each.drug, "strength_mg": plain(each.strength_mg), "count": each.count} for each in vials]


def _sharing(shared: Sharing) -> dict[str, Any]:
    return {
        "estimate": True,
        "opened_vial_minutes": shared.minutes,
        "visits_not_checked": shared.estimated,
        "alone": {"vials": _vials(shared.alone), "mg": plain(shared.alone_mg)},
        "shared": {"vials": _vials(shared.shared), "mg": plain(shared.shared_mg)},
        "saved": {"vials": shared.saved_vials, "mg": plain(shared.saved_mg)},
        "vials": [
            {
                "number": vial.number,
                "drug": vial.drug,
                "strength_mg": plain(vial.strength_mg),
                "volume_ml": plain(vial.volume_ml),
                "opened": _moment(vial.opened),
                "until": _moment(vial.until),
                "left_ml": plain(vial.left_ml),
                "draws": [
                    {"course_id": each.visit.course_id, "visit": each.visit.visit, "bag": each.bag, "volume_ml": plain(each.volume_ml)}
                    for each in vial.draws
                ],
            }
            for vial in shared.vials
        ],
    }


VISIT_NAMES = (
    "date", "start", "label", "course_id", "visit", "state", "outcome", "revision", "fingerprint", "drug", "rounded_mg", "volume_ml",
    "vials", "discard_mg", "bags", "premedications", "findings",
)  # fmt: skip


def render_days_csv(days: Days) -> bytes:
    """A row a visit (UTF-8 with its mark, comma, CRLF); a folder that could not be read has a row of its own, first."""
    rows: list[list[str]] = [["", "", "", each.folder, "", "not read", each.sentence] for each in days.unread]
    for day in days.days:
        said = findings_said(day)
        rows += [_row(visit, said.get((visit.course_id, visit.visit), ())) for visit in day.visits]
    return _csv(VISIT_NAMES, rows)


def _row(visit: ComingVisit, said: Sequence[str]) -> list[str]:
    whose = (visit.label or "", visit.course_id, visit.visit, visit.state, visit.outcome, str(visit.revision))
    dose = (visit.drug, plain(visit.rounded_mg), plain(visit.volume_ml), vials_said(visit.vials), plain(visit.discard_mg))
    beside = (made_said(visit), "; ".join(premedications_said(visit)), "; ".join(said))
    return [visit.date.isoformat(), start_said(visit), *whose, wording.fingerprint(visit.fingerprint), *dose, *beside]


def render_demand_csv(days: Days) -> bytes:
    """A row a day, those without a visit too: visits, drug and vials by strength, checked and not checked apart."""
    held = strengths(days)
    names = ["date"]
    for state in ("checked", "not_checked"):
        names += [f"visits_{state}", f"mg_{state}", *(f"vials_{drug}_{plain(mg)}_mg_{state}" for drug, mg in held)]
    rows = []
    for day in days.days:
        row = [day.date.isoformat()]
        for totals in (totals_of(day.checked), totals_of(day.not_checked)):
            row += [str(totals.visits), plain(totals.mg), *(str(count(totals, *each)) for each in held)]
        rows.append(row)
    return _csv(names, rows)


def _csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(names)
    table.writerows([text_cell(cell.replace(wording.NBSP, " ")) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
