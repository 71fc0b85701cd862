"""What goes wrong on small economies (``test_clauses``, ``test_cases``), on `world`."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from cge import solve
from cge.benchmark.read import load_benchmark
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

BELOW = (
    "visas: [{{name: v, to: DEU, skill: low, instrument: {0}, allocation: proportional, "
    "measure: total, size: {{percent_of_current: 99}}{1}}}]"
)
CAUTIONS = {
    "a ceiling above all costs": (
        "remittances: {cost: 0.5}",
        "remittances.cost (FILE:3): changes nothing: every cost of sending is below it already",
    ),
    "a tariff on nothing": (
        "tariffs: [{importer: USA, exporter: USA, set: 0.5}]",
        "tariffs.0 (FILE:3): changes nothing: nothing is traded there",
    ),
    "a tariff of 25": (
        "tariffs: [{importer: USA, exporter: CHN, set: 25}]",
        "tariffs.0.set (FILE:3): 25 is read as a rate of 2,500%; 0.25 is 25%",
    ),
    "a levy nobody pays": (
        "levies: [{name: l, base: head, amount: 1000, to: DEU, from: IND}]",
        "levies.0 (FILE:3): changes nothing: nobody pays it",
    ),
    "matching of nothing": (
        "remittances: {matching: [{by: USA, rate: 0.0}]}",
        "remittances.matching.0 (FILE:3): changes nothing",
    ),
    "others, where none is left": (
        "visas: [{name: v, to: all, instrument: fee, fee: {share: 0.1}}]\nclosure: {others: price}",
        "closure.others (FILE:4): changes nothing: the clauses name every corridor",
    ),
    "free inside free movement": (
        "visas: [{name: v, to: DEU, from: POL, instrument: free}]",
        "visas.0 (FILE:3): changes nothing: it states what holds today",
    ),
    "three hundredths of a percent": (
        "visas: [{name: v, to: USA, instrument: quota, size: {percent_of_labour_force: 0.03}}]",
        "visas.0.size.percent_of_labour_force (FILE:3): 0.03 is read as 0.03 percent",
    ),
}
REFUSED = {
    "matching twice": (
        "remittances: {matching: [{by: MEX, rate: 0.3}, {by: developing, rate: 0.1}]}",
        "FILE:3: remittances.matching.0: other clauses of 'remittances.matching' undo all",
    ),
    "eligibility twice": (
        "eligibility: [{share: 0.5}, {share: 0.2}]",
        "FILE:3: eligibility.0: other clauses of 'eligibility' undo all",
    ),
    "a fee above the income of the established": (
        "visas: [{name: v, to: USA, instrument: fee, fee: {usd: 60000}, applies_to: all}]",
        "FILE:3: visas.0: visas and levies take",
    ),
    "an auction below today": (
        BELOW.format("auction", ""),
        "only newcomers pay, so that no price makes any of them leave",
    ),
    "a quota with a fee below today": (
        BELOW.format("quota", ", fee: {share: 0.1}"),
        "only newcomers pay, so that no price makes any of them leave",
    ),
    "no surplus in some sectors": (
        "productivity: [{region: CHN, sector: [agriculture, industry], scale: 0.3}]",
        "FILE:3: productivity.0: at this productivity the goods of CHN use up",
    ),
    "no surplus in any": (
        "productivity: [{region: CHN, scale: 0.3}]",
        "FILE:3: productivity.0: at this productivity the goods of CHN use up",
    ),
    "none of a gap": (
        "visas: [{name: v, to: all, instrument: close_gap, share: 0}]",
        "FILE:3: visas.0.share: is 0: no part of the gap is closed",
    ),
    "an empty value": ("parameters: {esubnm: }", "FILE:3: parameters.esubnm: has no value"),
}


def written(folder: Path, body: str) -> Path:
    file = folder / "asked.yaml"
    file.write_text(f"name: asked\nbenchmark: world\n{body}\n")
    return file


@pytest.mark.parametrize("case", CAUTIONS)
def test_what_changes_nothing_or_is_out_of_scale_is_a_caution(
    cge: Command, tmp_path: Path, case: str
) -> None:
    body, words = CAUTIONS[case]
    file = written(tmp_path, body)
    done = cge("check", file)
    assert done.code == 0, done.err
    assert f"caution: {words.replace('FILE', str(file))}" in done.out


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_undone_or_has_no_equilibrium_is_a_mistake(
    cge: Command, tmp_path: Path, case: str
) -> None:
    body, words = REFUSED[case]
    file = written(tmp_path, body)
    done = cge("check", file)
    assert done.code == 2
    assert words.replace("FILE", str(file)) in done.err


@pytest.fixture(scope="module")
def world() -> xr.Dataset:
    return load_benchmark("world")


@pytest.mark.parametrize("level", [0.05, 100.0])
def test_the_level_of_money_changes_nothing(world: xr.Dataset, level: float) -> None:
    done = solve(world, {"name": "money", "parameters": {"numeraire": level}})
    assert float(abs(done.welfare_ev_ppp).sum()) < 1e-6


def test_a_least_price_that_goes_to_zero_leaves_the_auction_as_it_is(world: xr.Dataset) -> None:
    """Receipts in 10^9 USD; the established pay the share of newcomers, whatever the floor."""
    clause = {"name": "v", "to": "high_income", "from": "developing", "instrument": "auction"}
    clause |= {"size": {"percent_of_labour_force": 1}, "applies_to": "all"}
    none, cent, share = (
        float(solve(world, {"name": "a", "visas": [clause | floor]}).visa_revenue.sum())
        for floor in ({}, {"fee": {"usd": 0.01}}, {"fee": {"share": 1e-7}})
    )
    assert none > 1000
    assert [cent, share] == pytest.approx([none, none], rel=1e-6)


def test_corridors_open_from_a_seed_everywhere(world: xr.Dataset) -> None:
    clause = {"name": "v", "to": "all", "instrument": "free", "seed": 0.1}
    done = solve(world, {"name": "seed", "visas": [clause]})
    assert float(done.welfare_ev_world_ppp) > 0
