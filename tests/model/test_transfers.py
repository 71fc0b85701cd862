"""Side payments between regions."""

import pytest

import cge
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from tests.designer.textbook import two_countries


def paid(bench, amount):
    transfer = {"payer": "N", "recipient": "S", "amount": amount}
    return cge.solve(bench, {"name": "gift", "transfers": [transfer]})


def test_who_prefers_own_goods_pays_a_secondary_burden():
    """Samuelson (1952): with home bias the payer's terms of trade fall; nothing is lost in all."""
    bench = two_countries(3.0)
    result = paid(bench, 1.0)
    gains = result.welfare_ev_ppp.sum(["group", "skill"])
    assert gains.sel(region="N").item() < -1.0 < 1.0 < gains.sel(region="S").item()
    assert gains.sum().item() == pytest.approx(0.0, abs=0.01)
    received = result.external_account.sel(external_item="other_transfers")
    assert received.sum().item() == pytest.approx(0.0, abs=1e-9)
    assert float(result.welfare_residual_ppp) == pytest.approx(0.0, abs=1e-9)


def test_clauses_add_up():
    bench = two_countries(3.0)
    clauses = [{"payer": "N", "recipient": "S", "amount": 0.5}] * 2
    twice = cge.solve(bench, {"name": "gift", "transfers": clauses})
    once = paid(bench, 1.0)
    assert twice.welfare_ev_ppp.sum(["group", "skill"]).values == pytest.approx(
        once.welfare_ev_ppp.sum(["group", "skill"]).values
    )


def test_a_payment_to_oneself_is_told_to_change_nothing():
    bench = two_countries(3.0)
    clause = {"payer": "N", "recipient": "N", "amount": 1.0}
    scenario = load_scenario({"name": "gift", "transfers": [clause]}, bench=bench)
    assert "pays himself" in resolve(scenario, bench).meta["cautions"]


def test_a_decomposition_adds_up_with_a_transfer():
    result = cge.solve(two_countries(3.0), {"name": "gift", "transfers": [
        {"payer": "N", "recipient": "S", "amount": 5.0}]}, decompose=4)  # fmt: skip
    parts = result.welfare_decomposition.sum("channel")
    whole = result.income_change.sum(["group", "skill"])
    assert parts.values == pytest.approx(whole.values, abs=1e-6)
