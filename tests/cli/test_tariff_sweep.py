"""A tariff raised until trade ends, twenty runs of the command line."""

from __future__ import annotations

import numpy as np
import pytest

from cge.paths import shipped
from cge.results.store import open_result

TARIFF = shipped("examples") / "factor_price_equalisation" / "tariff.yaml"
LAST = 0.3


@pytest.mark.slow
def test_a_tariff_from_zero_to_prohibitive_in_twenty_steps(cge, tmp_path):
    trade, welfare, known = [], [], []
    rates = np.linspace(0, LAST, 21)
    for n, rate in enumerate(rates):
        out = tmp_path / f"{n}.nc"
        done = cge("run", TARIFF, "--set", f"tariffs.0.set={rate:.6g}", "--out", out, "--json")
        assert done.code == 0, done.err
        result = open_result(out)
        trade.append(float(abs(result.net_trade).max()))
        welfare.append(float(result.welfare_ev_world))
        known.append(bool(result.world_price.notnull().all()))
    assert (np.diff(trade) <= 1e-6).all(), "trade falls"
    end = np.sqrt(1.5) - 1
    assert all(x < 1e-6 for x, rate in zip(trade, rates, strict=True) if rate > end)
    assert all(x > 1 for x, rate in zip(trade, rates, strict=True) if rate < end)
    step = abs(np.diff(welfare))
    assert step.max() < 12, "welfare moves in small steps"
    assert (np.diff(welfare) <= 1e-6).all()
    assert np.ptp([w for w, rate in zip(welfare, rates, strict=True) if rate > end]) < 1e-6
    assert known == [bool(rate < end) for rate in rates]
    assert "autarky leaves their level open" in str(result.attrs["cautions"])
