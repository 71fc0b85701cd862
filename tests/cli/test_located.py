"""What only the model or its result can refuse names the clause and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.marks import rest_slow

REFUSED = {
    "no public consumption": (
        "two_by_two",
        "closure:\n  trade: armington\n  fiscal: public_consumption",
        "FILE:5: closure.fiscal: public_consumption balances budgets where there is some",
    ),
    "no capital that adjusts": (
        "immigration_surplus",
        "closure:\n  capital: steady",
        "FILE:4: closure.capital: steady needs",
    ),
    "more than all, by the second clause": (
        "north_south",
        "visas:\n- {name: u, to: MIDDLE, instrument: fee, fee: {usd: 10}}\n"
        "- {name: v, to: NORTH, instrument: fee, fee: {usd: 60000}, applies_to: all}",
        "FILE:5: visas.1: visas and levies take 263% of the net income of low migrants from SOUTH",
    ),
    "more than all, by the second levy": (
        "north_south",
        "levies:\n- {name: u, base: earnings, rate: 0.1, to: MIDDLE, applies_to: all}\n"
        "- {name: v, base: head, amount: 80000, to: NORTH, applies_to: all}",
        "FILE:5: levies.1: visas and levies take",
    ),
    "tariffs by partner at a hub": (
        "north_south_net",
        "closure: {trade: homogeneous}\n"
        "tariffs: [{importer: NORTH, exporter: SOUTH, sector: all, set: 0.1}]",
        "FILE:4: tariffs: tariff of NORTH on agriculture differs by partner",
    ),
    "data that are not those of homogeneous goods": (
        "north_south",
        "closure: {trade: homogeneous}",
        "FILE:3: closure.trade: ",
    ),
}
AT = {"two_by_two", "immigration_surplus"}
"""Benchmarks beside the examples, by folder."""


@pytest.mark.parametrize("case", rest_slow(REFUSED, 3))
def test_what_the_model_refuses_has_a_line(
    cge: Command, tmp_path: Path, examples: Path, case: str
) -> None:
    bench, body, words = REFUSED[case]
    place = examples.parent / bench / "benchmark" if bench in AT else bench
    file = tmp_path / "asked.yaml"
    file.write_text(f"name: asked\nbenchmark: {place}\n{body}\n")
    for done in (cge("check", file), cge("run", file, "--out", tmp_path / "r.nc")):
        assert words.replace("FILE", str(file)) in done.err
        assert done.code in (2, 3)
    assert not (tmp_path / "r.nc").exists()
