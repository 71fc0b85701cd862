"""An auction has one price for all origins, whatever keeps each out; an unpaid quota has not."""

from __future__ import annotations

import numpy as np
import pytest

from cge.benchmark.read import load_benchmark
from tests.model.equilibrium import equilibrium

BENCH = load_benchmark("north_south")
NORTH = {"to": "NORTH", "from": ["MIDDLE", "SOUTH"], "skill": "low"}
PLACES = {"size": {"percent_of_labour_force": 2}}


def prices(instrument: str, **more: object):
    clause = {"name": "v", "instrument": instrument, **NORTH, **PLACES, **more}
    return equilibrium(BENCH, visas=[clause]).result


def into_north(array):
    return array.sel(destination="NORTH", skill="low", origin=["MIDDLE", "SOUTH"])


def test_bidders_of_all_origins_pay_one_share_of_income():
    result = prices("auction")
    assert np.ptp(into_north(result.visa_price_base).values) > 0.01, "barriers of today differ"
    came = into_north(result.new_migrants)
    paid = into_north(result.visa_price).where(came > 1)
    assert int(paid.notnull().sum()) >= 1
    assert float(paid.max() - paid.min()) < 1e-8
    stayed_away = into_north(result.visa_price).where(came <= 1)
    assert not bool((stayed_away > float(paid.max()) + 1e-8).any())


def test_a_fee_at_the_price_of_the_auction_brings_the_same_people():
    result = prices("auction")
    price = float(into_north(result.visa_price).where(into_north(result.new_migrants) > 1).max())
    clause = {"name": "f", "instrument": "fee", "fee": {"share": price}, **NORTH}
    fee = equilibrium(BENCH, visas=[clause]).result
    np.testing.assert_allclose(
        into_north(fee.new_migrants), into_north(result.new_migrants), rtol=1e-6, atol=1.0
    )
    assert float(fee.visa_payment.sum()) == pytest.approx(
        float(result.visa_payment.sum()), rel=1e-6
    )


def test_a_quota_that_nobody_is_paid_for_lowers_all_barriers_in_proportion():
    result = prices("quota")
    after, before = into_north(result.visa_price), into_north(result.visa_price_base)
    ratio = np.log1p(-after) / np.log1p(-before)
    assert 0 < float(ratio.min()) < 1
    assert float(ratio.max() - ratio.min()) < 1e-8
