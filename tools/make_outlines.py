"""Write data/map/outlines.csv from countries-110m.json of the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install pycountry                # ISO 3166 numbers -> letters
    python tools/make_outlines.py package/countries-110m.json

One row per country: its code, its name, the region of the country database it belongs to (empty:
not covered) and its outline: rings divided by ";", each "longitude latitude longitude latitude ..."
in degrees, one decimal.  Antarctica, where nobody is born, is left out.
"""

import csv
import json
import sys
from itertools import pairwise
from pathlib import Path

import pycountry

ROOT = Path(__file__).resolve().parents[1]
NAMELESS = {
    "N. Cyprus": ("XNC", "CYP"),
    "Somaliland": ("XSL", "SOM"),  # codespell:ignore som
    "Kosovo": ("XKX", "XKX"),
}
"""Outlines without a number: code of the outline, and of the country whose figures hold there."""
DIGITS = 1


def arcs(topology):
    """Arcs in degrees; they are stored as steps on a grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round(x * sx + tx, DIGITS), round(y * sy + ty, DIGITS)))
        yield points


def ring(numbers, known):
    """Arcs joined; a negative number is an arc walked backwards."""
    points = []
    for number in numbers:
        arc = known[number] if number >= 0 else known[~number][::-1]
        points += arc[1:] if points else arc
    short = [points[0], *(b for a, b in pairwise(points) if a != b)]
    return short if len(short) > 3 else []


def cut(points):
    """The ring on either side of the 180th meridian, where it crosses it."""
    turns = [points[0]]
    for (a, _), (b, y) in pairwise(points):
        turns.append((turns[-1][0] + (b - a + 180) % 360 - 180, y))
    parts = []
    for shift in (-360, 0, 360):
        part = clip([(x + shift, y) for x, y in turns])
        if part:
            parts.append(part)
    return parts


def clip(points):
    """What of a ring lies between 180 degrees west and east (Sutherland and Hodgman)."""
    for edge, sign in ((180, 1), (-180, -1)):
        inside = []
        for (x0, y0), (x1, y1) in pairwise([*points, points[0]] if points else []):
            in0, in1 = sign * x0 <= 180, sign * x1 <= 180
            if in0:
                inside.append((x0, y0))
            if in0 != in1:
                inside.append((edge, round(y0 + (y1 - y0) * (edge - x0) / (x1 - x0), DIGITS)))
        points = inside
    short = [points[0], *(b for a, b in pairwise(points) if a != b)] if points else []
    flat = len({x for x, _ in short}) < 2
    return [] if flat or len(short) < 4 else [(round(x, DIGITS), y) for x, y in short]


def main(path):
    topology = json.loads(Path(path).read_text(encoding="utf-8"))
    known = list(arcs(topology))
    definitions = ROOT / "calibration" / "definitions" / "countries.csv"
    with definitions.open(encoding="utf-8") as stream:
        region = {
            row["iso3"]: row["iso3"] if row["region"] == "core" else row["region"]
            for row in csv.DictReader(stream)
        }
    rows = []
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        if name == "Antarctica":
            continue
        if "id" in country:
            code = of = pycountry.countries.get(numeric=country["id"]).alpha_3
        else:
            code, of = NAMELESS[name]
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [ring(r, known) for polygon in polygons for r in polygon]
        outline = ";".join(
            " ".join(f"{x:g} {y:g}" for x, y in p) for r in rings if r for p in cut(r)
        )
        rows.append((code, name, region.get(of, ""), outline))
    target = ROOT / "data" / "map" / "outlines.csv"
    with target.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("iso3", "name", "database_region", "outline"))
        writer.writerows(sorted(rows))


main(sys.argv[1])
