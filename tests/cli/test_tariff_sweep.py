"""A tariff raised until trade ends, in twenty steps; the ends of it from the command line."""

from __future__ import annotations

import numpy as np
import pytest

from cge.paths import shipped
from cge.results.extract import extract
from cge.results.store import open_result
from tests.model.equilibrium import example

FOLDER = "factor_price_equalisation"
TARIFF = shipped("examples") / FOLDER / "tariff.yaml"
END = np.sqrt(1.5) - 1
"""Ratio of autarky prices, by hand."""


@pytest.mark.slow
def test_a_tariff_from_zero_to_prohibitive_in_twenty_steps():
    rates = np.linspace(0, 0.3, 21)
    trade, welfare, known = [], [], []
    for rate in rates:
        e = example(FOLDER, "tariff", f"tariffs.0.set={rate:.6g}")
        flows = extract(e.solution)
        trade.append(float(abs(flows.net_trade).max()))
        welfare.append(float(e.v("cons", "region").mean()))  # of two equal incomes, all consumed
        known.append(bool(flows.world_price.notnull().all()))
    assert (np.diff(trade) <= 1e-6).all(), "trade falls"
    assert all((x < 1e-6) == (rate > END) for x, rate in zip(trade, rates, strict=True))
    step = np.diff(welfare)
    assert (step < 1e-9).all()
    assert step.min() > -0.006, "welfare moves in small steps"
    assert np.ptp([w for w, rate in zip(welfare, rates, strict=True) if rate > END]) < 1e-8
    assert known == [bool(rate < END) for rate in rates]


@pytest.mark.slow
def test_the_command_line_says_what_autarky_leaves_open(cge, tmp_path):
    out = tmp_path / "autarky.nc"
    done = cge("run", TARIFF, "--set", "tariffs.0.set=0.5", "--out", out)
    assert done.code == 0, done.err
    assert "nobody trades cloth, machines" in done.err
    assert "autarky leaves their level open between" in done.err
    result = open_result(out)
    assert result.world_price.isnull().all()
    assert float(abs(result.net_trade).max()) < 1e-6
