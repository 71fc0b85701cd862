"""Small inputs that went wrong once, as a user meets them: exit code, message, right value.

Further ones stand beside their subject: clauses in ``test_clauses``, tables in
``test_strict_tables`` and ``test_bad_input``, damaged files in ``test_outputs``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cge.results.store import open_result
from tests.cli.conftest import Command
from tests.marks import rest_slow

SETS = """\
name: two
description: Two regions without public sector
base_year: 2020
regions: {a: A, b: B}
sectors: {corn: corn, steel: steel, help: help}
factors: [capital]
skills: [labour]
"""
ELASTICITIES = """\
parameter,sector,value
esubva,,1
esubd,,2
esubnm,,20
migration_elasticity,,1
"""
PEOPLE = "origin,destination,skill,value\na,a,labour,1000\nb,b,labour,2000\nb,a,labour,100\n"
TRADE = "sector,exporter,importer,value\nsteel,a,b,10\ncorn,b,a,10\n"
DEMAND = (
    "use,sector,region,value\nhousehold,corn,a,110\nhousehold,steel,a,100\n"
    "household,corn,b,100\nhousehold,steel,b,90\n"
)
PAID = {
    "no capital": "labour,corn,a,100\nlabour,steel,a,110\nlabour,corn,b,110\nlabour,steel,b,80\n",
    "no services": (
        "capital,corn,a,50\nlabour,corn,a,50\ncapital,steel,a,60\nlabour,steel,a,50\n"
        "capital,corn,b,60\nlabour,corn,b,50\ncapital,steel,b,40\nlabour,steel,b,40\n"
        "labour,help,b,10\n"
    ),
}


def economy(folder: Path, kind: str) -> Path:
    """Two regions where nobody has capital, or where one neither makes nor uses services."""
    sets, demand, elasticities = SETS, DEMAND, ELASTICITIES
    if kind == "no capital":
        sets = sets.replace("factors: [capital]\n", "").replace(", help: help", "")
        elasticities = elasticities.replace("esubva,,1\n", "")
    else:
        sets += "remittance_sector: help\n"
        demand += "household,help,b,10\n"
    texts = {
        "sets.yaml": sets,
        "elasticities.csv": elasticities,
        "workers.csv": PEOPLE,
        "trade.csv": TRADE,
        "final_demand.csv": demand,
        "value_added.csv": "factor,sector,region,value\n" + PAID[kind],
    }
    place = folder / "economy"
    place.mkdir()
    for name, text in texts.items():
        (place / name).write_text(text)
    return place


def asked(folder: Path, benchmark: Path | str, body: str) -> Path:
    file = folder / "asked.yaml"
    file.write_text(f"name: asked\nbenchmark: {benchmark}\n{body}\n")
    return file


def copied(folder: Path, benchmark: Path, table: str, old: str, new: str) -> Path:
    """A benchmark with one text of a table replaced."""
    place = folder / "benchmark"
    shutil.copytree(benchmark, place)
    text = (place / table).read_text()
    assert old in text
    (place / table).write_text(text.replace(old, new))
    return place


@pytest.mark.parametrize("share", rest_slow([0.1, 0.3]))
def test_gaps_of_wages_close_where_nobody_has_capital(
    cge: Command, tmp_path: Path, share: float
) -> None:
    """Each wage goes the asked share of the way to the mean, in money of the solution."""
    file = asked(
        tmp_path,
        economy(tmp_path, "no capital"),
        f"visas: [{{name: v, to: all, instrument: close_gap, share: {share}}}]",
    )
    done = cge("run", file, "--out", tmp_path / "r.nc")
    assert done.code == 0, done.err
    wage = open_result(tmp_path / "r.nc").wage.sel(skill="labour", nativity="native")
    gap = float(wage.max() - wage.min())
    before = 210e9 / 1100 - 190e9 / 2000  # of the table: wages of 191 and 95 million
    assert 0.5 * before * (1 - share) < gap < before


@pytest.mark.parametrize(
    ("instrument", "trade"),
    [
        ("fee", "homogeneous"),
        pytest.param("fee", "armington", marks=pytest.mark.slow),
        pytest.param("quota", "armington", marks=pytest.mark.slow),
    ],
)
def test_a_region_without_the_good_of_remittances_is_solved(
    cge: Command, tmp_path: Path, instrument: str, trade: str
) -> None:
    terms = {"fee": "fee: {share: 0.1}", "quota": "size: {percent_of_current: 10}"}[instrument]
    body = f"closure: {{trade: {trade}}}\n"
    body += f"visas: [{{name: v, to: a, instrument: {instrument}, {terms}}}]"
    file = asked(tmp_path, economy(tmp_path, "no services"), body)
    done = cge("run", file, "--out", tmp_path / "r.nc")
    assert done.code == 0, done.err


@pytest.mark.parametrize("miss", rest_slow(["5301.000005", "5300.999996"]))
def test_accounts_that_balance_to_nine_digits_are_solved(
    cge: Command, tmp_path: Path, two_regions: Path, miss: str
) -> None:
    place = copied(tmp_path, two_regions, "final_demand.csv", "north,5301,", f"north,{miss},")
    done = cge("check", place)
    assert done.code == 0, done.err
    assert "benchmark residual  ok" in done.out
    body = "visas: [{name: v, to: north, instrument: quota, size: {percent_of_labour_force: 10}}]"
    worlds = []
    for bench, out in ((place, "near.nc"), (two_regions, "exact.nc")):
        done = cge("run", asked(tmp_path, bench, body), "--out", tmp_path / out)
        assert done.code == 0, done.err
        worlds.append(float(open_result(tmp_path / out).welfare_ev_world))
    assert worlds[0] == pytest.approx(worlds[1], rel=1e-6)


def test_accounts_that_miss_by_more_are_refused_as_data(
    cge: Command, tmp_path: Path, two_regions: Path
) -> None:
    place = copied(tmp_path, two_regions, "final_demand.csv", "north,5301,", "north,5301.0001,")
    done = cge("check", place)
    assert done.code == 3
    assert "allowed: a relative gap of 1e-09" in done.err + done.out


def test_a_cell_without_its_unit_is_a_mistake(
    cge: Command, tmp_path: Path, two_regions: Path
) -> None:
    place = copied(tmp_path, two_regions, "final_demand.csv", "north,5301,10^9 USD", "north,5301,")
    done = cge("check", place)
    assert done.code == 3
    assert "final_demand.csv:2: no unit in a column of units" in done.err


@pytest.mark.parametrize("terms", ["instrument: quota, fee: {share: 0.1}", "instrument: auction"])
def test_fewer_places_than_today_that_only_newcomers_pay_for(
    cge: Command, tmp_path: Path, terms: str
) -> None:
    body = (
        "visas: [{name: v, to: MIDDLE, skill: low, allocation: proportional, measure: total, "
        f"size: {{percent_of_current: 99}}, {terms}}}]"
    )
    file = asked(tmp_path, "north_south", body)
    for done in (cge("check", file), cge("run", file, "--out", tmp_path / "r.nc")):
        assert done.code == 2
        assert f"{file}:3: visas.0.size: " in done.err
        assert "so that no price makes any of them leave" in done.err


@pytest.mark.slow
def test_a_floor_of_one_cent_changes_nothing(cge: Command, tmp_path: Path) -> None:
    """The established pay the same share as newcomers, whatever unit the floor is written in."""
    clause = (
        "{name: v, to: NORTH, instrument: auction, size: {percent_of_labour_force: 1}, "
        "applies_to: all"
    )
    receipts = []
    for floor in ("", ", fee: {usd: 0.01}", ", fee: {share: 1.0e-7}"):
        file = asked(tmp_path, "north_south", f"visas:\n- {clause}{floor}}}")
        done = cge("run", file, "--out", tmp_path / "r.nc")
        assert done.code == 0, done.err
        result = open_result(tmp_path / "r.nc")
        receipts.append((float(result.visa_revenue.sum()), float(result.welfare_ev_world)))
    for other in receipts[1:]:
        assert other == pytest.approx(receipts[0], rel=1e-6)
    assert receipts[0][0] > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "clause",
    [
        "{name: v, to: all, instrument: free, seed: 0.1}",
        "{name: v, to: NPL, instrument: surcharge, fee: {share: 0.99}, seed: 0.109}",
    ],
)
def test_seeds_on_the_world_leave_the_model_sound(
    cge: Command, tmp_path: Path, clause: str
) -> None:
    done = cge("check", asked(tmp_path, "world", f"visas:\n- {clause}"))
    assert done.code == 0, done.err
    assert "benchmark residual  ok" in done.out
