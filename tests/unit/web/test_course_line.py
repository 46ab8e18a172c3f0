"""The course drawn to scale: equal times are equal lengths, and no label stands on another."""

from itertools import pairwise

from dosing.web.course_line import EDGE, LEAST_GAP, WIDTH, course_line
from tests.plans import make_release, move, omit


def test_eight_visits_a_week_apart_stand_at_equal_distances_from_edge_to_edge() -> None:
    stops = course_line(make_release()).stops
    assert [stop.visit for stop in stops] == ["C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]
    assert (stops[0].x, stops[-1].x) == (EDGE, WIDTH - EDGE)
    # 7 weeks between the edges: (720 - 88) / 7 = 90.3 for each.
    assert {round(after.x - before.x) for before, after in pairwise(stops)} == {90}


def test_labels_of_one_lane_never_touch() -> None:
    line = course_line(make_release(changes=[move("C2D1", "2027-06-07")]))  # far away, so that the first visits crowd together
    for lane in range(line.lanes):
        places = [stop.x for stop in line.stops if stop.lane == lane]
        assert all(after - before >= LEAST_GAP for before, after in pairwise(places))


def test_each_cycle_is_a_band_around_its_visits_and_each_visit_says_what_became_of_it() -> None:
    line = course_line(make_release(changes=[omit("C1D15"), move("C2D22", "2027-02-24", following="keep")]))
    assert [band.words for band in line.bands] == ["Cycle 1", "Cycle 2"]
    assert {stop.visit: stop.status for stop in line.stops if stop.status != "planned"} == {"C1D15": "omitted", "C2D22": "moved"}
