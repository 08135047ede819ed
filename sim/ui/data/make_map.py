"""Takes a world-atlas countries-10m.json (TopoJSON) on the command line, gives coast.json beside this file.

Run it as `python sim/ui/data/make_map.py PATH/countries-10m.json`. The atlas is Natural Earth at 1:10 million, public domain. Arcs that
touch the box are simplified to 0.05 degrees, all others to 3 degrees: borders stay shared, so that no gap opens.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = 85.0, -14.0, 155.0, 52.0
FINE, COARSE = 0.05, 3.0  # degrees
SMALLEST = 0.004  # square degrees; smaller rings are dropped unless they are disputed
PARACELS = (110.9, 15.4, 113.2, 17.4)
SPRATLYS = (110.5, 6.6, 117.2, 12.2)
ORIGIN = (
    "Natural Earth 1:10m, public domain, by way of the npm package world-atlas 2.0.2 (countries-10m.json); cut to 85-155E 14S-52N, "
    "simplified arc by arc to 0.05 degrees. Changed by us: the Paracels, the Spratlys and Scarborough carry the owner 'disputed'."
)
Point = tuple[float, float]


def simplify(points: list[Point], tolerance: float) -> list[Point]:
    """Keep the points that a line within `tolerance` degrees needs (Douglas and Peucker 1973)."""
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        dx, dy = x1 - x0, y1 - y0
        length = (dx * dx + dy * dy) ** 0.5
        worst, at = 0.0, -1
        for i in range(first + 1, last):
            px, py = points[i][0] - x0, points[i][1] - y0
            far = abs(px * dy - py * dx) / length if length > 1e-9 else (px * px + py * py) ** 0.5
            if far > worst:
                worst, at = far, i
        if worst > tolerance:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def inside(point: Point, box: tuple[float, float, float, float]) -> bool:
    """Whether a point lies in (west, south, east, north)."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def area(ring: list[Point]) -> float:
    """Area of a ring in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def owner(name: str, ring: list[Point]) -> str:
    """Who the map gives a ring to: a power, vietnam, other, or disputed."""
    middle = (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))
    small = area(ring) < 0.05
    if name in ("Spratly Is.", "Scarborough Reef") or (
        small and (inside(middle, PARACELS) or inside(middle, SPRATLYS))
    ):
        return "disputed"
    return {"Vietnam": "vietnam", "China": "china", "Hong Kong": "china", "Macao": "china", "Russia": "russia"}.get(
        name, "other"
    )


def main(path: str) -> None:
    """Read the atlas, write the map."""
    atlas: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in atlas["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        near = any(inside(p, (WEST, SOUTH, EAST, NORTH)) for p in points)
        tiny = len(points) < 40 and any(inside(p, PARACELS) or inside(p, SPRATLYS) for p in points)
        arcs.append(points if tiny else simplify(points, FINE if near else COARSE))
    shapes: list[dict[str, Any]] = []
    used: dict[int, int] = {}
    for country in atlas["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country.get("arcs", [])
        for polygon in polygons:
            outer = [p for i in polygon[0] for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]
            if not any(inside(p, (WEST, SOUTH, EAST, NORTH)) for p in outer):
                continue
            whose = owner(country["properties"]["name"], outer)
            if area(outer) < SMALLEST and whose != "disputed":
                continue
            ring = [used.setdefault(i, len(used)) if i >= 0 else ~used.setdefault(~i, len(used)) for i in polygon[0]]
            shapes.append({"owner": whose, "ring": ring})
    packed: list[list[int]] = []
    for old in used:
        flat: list[int] = []
        last = (0, 0)
        for lon, lat in arcs[old]:
            now = (round(lon * 100), round(lat * 100))
            flat += [now[0] - last[0], now[1] - last[1]]
            last = now
        packed.append(flat)
    data = {
        "origin": ORIGIN,
        "unit": "hundredths of a degree, each point relative to the one before",
        "arcs": packed,
        "shapes": shapes,
    }
    target = Path(__file__).with_name("coast.json")
    target.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")
    print(f"{target}: {len(shapes)} shapes, {len(packed)} arcs, {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python make_map.py PATH/countries-10m.json")
    main(sys.argv[1])
