"""What can be drawn from whole vials of a few strengths: which totals there are, and the fewest vials for each.

Does not know a dose, a drug or a site.
"""

from math import gcd

NOTHING = (0, 0)  # no vial opened, and none of them opened last


class Stock:
    """Vials of some strengths, whole numbers of one small amount, largest first.

    A total counts the greatest amount that divides every strength. For each total that can be made the fewest vials are known, and the
    largest strength among those that as few vials can be made with: taking it away again and again gives the vials, and on a tie more
    of the largest.
    """

    def __init__(self, strengths: tuple[int, ...]) -> None:
        self.strengths = strengths
        self.unit = gcd(*strengths)
        self._parts = [strength // self.unit for strength in strengths]
        self._known: list[tuple[int, int] | None] = [NOTHING]

    @property
    def largest(self) -> int:
        """The largest strength, in units."""
        return self._parts[0]

    def at_or_below(self, most: int) -> int:
        """The greatest total of at most so many units; 0 where no vial is as small."""
        total = most
        while self._make(total) is None:
            total -= 1
        return total

    def at_or_above(self, least: int) -> int:
        """The least total of at least so many units."""
        # Some number of the largest vials alone is less than one such vial above it.
        total = least
        while self._make(total) is None:
            total += 1
        return total

    def open(self, total: int) -> list[tuple[int, int]]:
        """The fewest vials that make a total, as strength and how many, largest first and only those opened."""
        counts = [0] * len(self.strengths)
        while made := self._make(total):
            if made == NOTHING:
                break
            counts[made[1]] += 1
            total -= self._parts[made[1]]
        return [(strength, count) for strength, count in zip(self.strengths, counts, strict=True) if count]

    def _make(self, total: int) -> tuple[int, int] | None:
        """How few vials make a total and which is the largest of them, by its place; None where none do."""
        while len(self._known) <= total:
            self._known.append(self._next(len(self._known)))
        return self._known[total]

    def _next(self, total: int) -> tuple[int, int] | None:
        fewest: tuple[int, int] | None = None
        for i, part in enumerate(self._parts):
            without = self._known[total - part] if part <= total else None
            if without is not None and (fewest is None or without[0] + 1 < fewest[0]):
                fewest = (without[0] + 1, i)
        return fewest
