"""What the properties are tried on: every weight, day, site option and change that the inputs allow."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests import plans

# The same examples on every machine and in every run, so that a failure of the gate is a failure of the change.
_SETTINGS: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
MANY = settings(max_examples=100, **_SETTINGS)
SOME = settings(max_examples=40, **_SETTINGS)

LEAST_KG, MOST_KG = Decimal("22.70"), Decimal("249.94")  # what the weight bound and a 250 mL bag leave


def weights(least: Decimal = LEAST_KG, most: Decimal = MOST_KG) -> st.SearchStrategy[str]:
    """Body weights with two decimals, as they are typed."""
    return st.integers(int(least * 100), int(most * 100)).map(lambda hundredths: f"{Decimal(hundredths) / 100}kg")


def starts() -> st.SearchStrategy[date]:
    """Every day on which a course may start."""
    return st.dates(date(2017, 1, 1), date(2099, 12, 31))


def clocks() -> st.SearchStrategy[str]:
    """Times of day that exist once on every day in the zones below."""
    return st.one_of(st.integers(0, 59), st.integers(4 * 60, 24 * 60 - 1)).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")


def zones() -> st.SearchStrategy[str]:
    """Zones with and without clock changes, and with odd offsets."""
    return st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC"])


def lead_times() -> st.SearchStrategy[int]:
    """The label's window before the infusion."""
    return st.integers(15, 60)


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[str]:
    """Decimals between two limits, as text."""
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False).map(lambda number: format(number, "f"))


@st.composite
def rate_steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Steps of a rate table; the last one empties the bag."""
    rates = draw(st.lists(decimals("50", "900", 1), min_size=1, max_size=5))  # at 50 mg an hour 5,000 mg run for four days
    return [{"rate": rate, "minutes": draw(st.integers(1, 240))} for rate in rates[:-1]] + [{"rate": rates[-1]}]


@st.composite
def infusions(draw: st.DrawFn, bag: str) -> dict[str, Any]:
    """No profile, the label's, or one of the site's own, with or without a cap."""
    kind = draw(st.sampled_from(["none", "label", "own"]))
    if kind == "none" or (kind == "label" and bag != "250"):
        return {}
    if kind == "label":
        return plans.LABEL_RATES["infusion"]
    own = {
        "name": "own",
        "basis": draw(st.sampled_from(["ml_per_hour", "mg_per_hour"])),
        "bag_ml": bag,
        "first": draw(rate_steps()),
        "second": draw(rate_steps()),
        "later": draw(rate_steps()),
    }
    cap = draw(st.none() | decimals("100", "2000", 1))
    return {"profile": "own", "profiles": [own | ({"cap_mg_per_hour": cap} if cap else {})]}


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Any]:
    """A site file over the whole range of what a site may set."""
    route = draw(st.sampled_from(["oral", "intravenous"]))
    dexamethasone = {"dose_mg": draw(st.sampled_from(["20", "40"])), "route": route, "minutes_before": draw(lead_times())}
    if route == "intravenous":
        dexamethasone["injection_form"] = draw(st.sampled_from(["base", "phosphate"]))
    blocker = draw(st.sampled_from(["ranitidine", "famotidine", "none"]))
    bag = draw(st.sampled_from(["250", "500"]))
    stock = draw(st.sampled_from([("100",), ("500",), ("100", "500"), ("500", "100")]))
    rounding: dict[str, Any] = {"volume_step_ml": draw(st.sampled_from(["0.1", "0.2", "0.5", "1"]))}
    within = draw(st.sampled_from([None, "5", "10"]))
    return {
        "dexamethasone": dexamethasone,
        "acetaminophen": {"dose_mg": draw(decimals("650", "1000", 1)), "minutes_before": draw(lead_times())},
        "h2_blocker": {"drug": blocker, "reason": "none is stocked"} if blocker == "none" else {"drug": blocker},
        "ranitidine": {"minutes_before": draw(lead_times()), "give_over_minutes": draw(st.integers(5, 30))},
        "famotidine": {"minutes_before": draw(lead_times()), "give_over_minutes": draw(st.integers(2, 30))},
        "diphenhydramine": {
            "dose_mg": draw(decimals("25", "50", 2)),
            "minutes_before": draw(lead_times()),
            "most_mg_per_minute": draw(decimals("5", "25", 2)),
        },
        "vials": [{"strength_mg": strength, "volume_ml": {"100": "5", "500": "25"}[strength]} for strength in stock],
        "bag": {"volume_ml": bag, "diluent": draw(st.sampled_from(["sodium chloride 0.9%", "dextrose 5%"]))},
        "rounding": rounding | ({"whole_vials_within_percent": within} if within else {}),
        "weights": {
            "counts_from_percent": draw(st.sampled_from(["0", "5", "10"])),
            "caution_from_percent": draw(st.sampled_from(["5", "10"])),
        },
        "visit": {
            "check_in_minutes": draw(st.integers(0, 240)),
            "length_minutes": draw(st.integers(60, 1440)),
            "smallest_interval_days": draw(st.integers(5, 7)),
        },
        "infusion": draw(infusions(bag)),
    }


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Any]:
    """A course without changes: weight, start, cycles, and often a time in a zone."""
    start = draw(starts())
    values: dict[str, Any] = {"weight": draw(weights()), "start": start.isoformat(), "cycles": draw(st.sampled_from([1, 2, 2]))}
    values["weighed"] = (start - timedelta(days=draw(st.integers(0, 30)))).isoformat()
    if draw(st.booleans()):
        values |= {"time": draw(clocks()), "time_zone": draw(zones())}
    return values


@st.composite
def changes(draw: st.DrawFn, start: date, most: int = 5) -> list[dict[str, Any]]:
    """Changes in the order of their days, most of them possible and some not."""
    made: list[dict[str, Any]] = []
    when = start
    for _ in range(draw(st.integers(1, most))):
        when += timedelta(days=draw(st.integers(0, 12)))
        made.append(draw(_one_change(start, when)))
    return made


@st.composite
def _one_change(draw: st.DrawFn, start: date, when: date) -> dict[str, Any]:
    name = draw(st.sampled_from(plans.NAMES))
    kind = draw(st.sampled_from(["move", "move", "omit", "stop", "reweigh", "reweigh", "retime", "extend", "correct", "resite", "undo"]))
    if kind == "move":
        scheduled = start + timedelta(days=7 * plans.NAMES.index(name))
        to = max(when, scheduled + timedelta(days=draw(st.integers(-1, 21))))
        return plans.move(name, to, when, following=draw(st.sampled_from(["shift", "keep"])), not_given=draw(st.booleans()))
    if kind == "omit":
        return plans.omit(name, when, not_given=draw(st.booleans()))
    if kind == "stop":
        return plans.stop(name, when)
    if kind == "reweigh":
        return plans.reweigh(draw(weights(Decimal(60), Decimal(80))), when - timedelta(days=draw(st.integers(0, 3))), when)
    if kind == "retime":
        return plans.retime(name, draw(clocks()), when)
    if kind == "extend":
        return plans.extend(when)
    if kind == "correct":
        wrong = draw(st.sampled_from(["weight", "start"]))
        moved = (start + timedelta(days=draw(st.integers(0, 9)))).isoformat()
        return plans.correct(when, **({"weight": draw(weights())} if wrong == "weight" else {"start": moved}))
    if kind == "resite":
        return plans.resite(draw(sites()), when)
    return plans.undo(when)
