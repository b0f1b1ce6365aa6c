"""Turn the chain's probability into a confidence: the share of such answers that were right on novels not fitted on.

Calibrated by the kind of cue, by straight lines between measured points (`postil/data/dialogue/confidence.txt`),
since the chain is surer of itself than it should be where no tag stands.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from postil.tag.wordlists import read_lines


@cache
def _curves() -> dict[str, list[tuple[float, float]]]:
    curves: dict[str, list[tuple[float, float]]] = {}
    for line in read_lines("dialogue/confidence.txt"):
        kind, share, right = line.split()
        curves.setdefault(kind, []).append((float(share), float(right)))
    return {kind: sorted(points) for kind, points in curves.items()}


def calibrated(kind: str, share: float) -> float:
    """Return the confidence of an answer that has `share` of all ways, rounded to hundredths."""
    points = _curves().get(kind) or [(0.0, 0.0), (1.0, 1.0)]
    at = bisect_right(points, (share, 2.0))
    if at == 0:
        return round(points[0][1], 2)
    if at == len(points):
        return round(points[-1][1], 2)
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return round(y0 + (y1 - y0) * (share - x0) / (x1 - x0), 2)
