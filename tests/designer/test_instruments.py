"""What a design may choose: transfers between regions, and what its base gives."""

import numpy as np
import pytest

import cge
from cge.benchmark import accounts
from cge.designer.designer import Designer
from cge.designer.run import compare
from cge.scenario.load import load_scenario
from cge.scenario.values import other_transfers

AID = {"name": "aid", "payer": "high_income", "recipient": "developing", "amount": [0, 40]}


@pytest.mark.parametrize("each", [[], ["recipient"]])
def test_a_transfer_moves_what_a_scenario_moves(bench, design_of, written, each):
    """Payers and recipients share it by gross domestic product, as in a transfers clause."""
    written["transfers"] = [AID | {"each": each}]
    table = Designer(design_of(written), bench).table
    _goals, values = table.start(1 / 3, None)
    assert all(values[name] == 0.0 for name in values if name.startswith("transfer"))
    values |= {name: 12.0 for name in values if name.startswith("transfer")}
    clauses = table.treaty(table.equilibrium.before, values).clauses["transfers"]
    scenario = load_scenario({"name": "aid", "description": "aid", "transfers": clauses})
    paid = other_transfers(scenario.transfers, bench)
    net = accounts.net_other_transfers(bench.assign(other_transfers=paid))
    moved = {}
    for one in table.choices.instruments:
        if one.name.startswith("transfer"):
            for cell, by in one.moves.items():
                moved[cell] = moved.get(cell, one.at_zero[cell]) + 12.0 * by
    component = table.equilibrium.structure.cells.components["v_other_transfers"]
    assert len(moved) == len(component.keys)
    for cell, value in moved.items():
        region = component.keys[cell - component.start]
        assert value == pytest.approx(float(net.sel(region=region)), abs=1e-12), region


@pytest.mark.slow
def test_what_the_base_gives_is_part_of_the_treaty(bench, design_of, written, tmp_path):
    base = tmp_path / "half.yaml"
    base.write_text(
        "name: half\ndescription: half of tariffs, and aid\n"
        "tariffs: [{importer: NORTH, cut: 0.5}]\n"
        "transfers: [{payer: NORTH, recipient: SOUTH, amount: 10}]\n"
    )
    written["tariffs"] = [{"importer": "all", "cut": [0, 1], "each": ["importer"]}]
    treaty = Designer(design_of(written | {"base": str(base)}), bench).search()
    compare(treaty, cge.solve(bench, treaty.scenario()))


@pytest.mark.slow
def test_a_transfer_is_paid_until_the_payers_have_nothing_left_of_what_they_gain(
    bench, design_of, written
):
    """At purchasing power a dollar is worth more where it goes: those who pay are held at nil."""
    written["transfers"] = [AID | {"amount": [0, 1000]}]
    plain = written | {"transfers": []}
    with_aid = Designer(design_of(written), bench).search()
    without = Designer(design_of(plain), bench).search()
    assert with_aid.optimum.value > without.optimum.value
    assert with_aid.values["transfer aid"] > 0
    gains = {one.group: with_aid.v[one.cell] for one in with_aid.guards}
    rich = [gain for group, gain in gains.items() if group[:2] == ("natives", "NORTH")]
    assert np.min(rich) == pytest.approx(0.0, abs=1e-4)
