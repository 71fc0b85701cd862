"""What the reconciliation refuses: accounts that do not balance, taxes and demand out of bounds."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.reconcile.s06_output import Technology, outputs
from calibration.reconcile.s09_balance import balance
from calibration.reconcile.s10_taxes import RENT_CEILING, free_trade, income_tax
from calibration.steps import Log
from cge.errors import DataError


def edited(data, name, change, **where):
    """The database with some cells of one table changed."""
    table = data[name].copy(deep=True)
    table.loc[where] = change(table.loc[where])
    return data.assign({name: table})


@pytest.mark.parametrize(
    ("name", "change", "where", "words"),
    [
        ("wage", lambda x: x * np.nan, {"region": "KEN"}, "wage holds NaN"),
        ("final_demand", lambda x: x * 1.01, {"region": "KEN", "use": "household"},
         "uses and supply differ by .* of GDP in KEN"),
        ("other_transfers", lambda x: x + 1e9, {"origin": "KEN", "destination": "USA"},
         "negative saving in .*USA"),
        ("trade", lambda x: x * 30, {"exporter": "KEN"}, "home sales below 1% of output in .*KEN"),
        ("workers", lambda x: x * 0, {"origin": "KEN", "destination": "KEN"},
         "no natives of a skill in KEN"),
        ("intermediate", lambda x: -x, {"region": "KEN"}, "intermediate has negative cells"),
        ("remittances", lambda x: x + 1.0, {"origin": "MEX", "destination": "KEN"},
         "remittances reach .* of a corridor's disposable pay"),
    ],
)  # fmt: skip
def test_an_unsound_database_is_refused_by_name_and_place(invented, name, change, where, words):
    with pytest.raises(DataError, match=f"the world is not sound: .*{words}"):
        check.require_sound(edited(invented.data, name, change, **where), "the world")


def test_income_that_no_owner_gets_is_missed(invented):
    """What is paid to nobody shows as foreign saving of the world."""
    data = edited(invented.data, "foreign_ownership", lambda x: x * 0.5, owner="USA", region="USA")
    with pytest.raises(DataError, match=r"foreign saving of the world is .* of GDP"):
        check.require_sound(data, "the world")


def test_oil_rent_pays_before_other_income():
    value_added = np.array([[50.0, 50.0, 50.0], [30.0] * 3, [20.0] * 3])  # capital, low, high
    needed = np.array([10.0, 10.0, -5.0])
    rates = income_tax(needed, value_added, rent=np.array([0.0, 4.0, 4.0]))
    np.testing.assert_allclose(rates[:, 0], 0.10)  # one rate on all income
    np.testing.assert_allclose(rates[:, 1], [0.06 + 4 / 50, 0.06, 0.06])
    np.testing.assert_allclose(rates[:, 2], 0.0)  # product taxes suffice
    np.testing.assert_allclose((rates * value_added).sum(axis=0), [10.0, 10.0, 0.0])


def test_oil_rent_is_a_part_of_capital_income_only():
    rates = income_tax(np.array([30.0]), np.array([[50.0], [50.0]]), rent=np.array([40.0]))
    np.testing.assert_allclose(rates[:, 0], [0.1 + RENT_CEILING, 0.1])


def test_a_state_larger_than_taxes_can_bear_is_refused():
    with pytest.raises(DataError, match=r"step 10: income tax of 0.70 in region number 0"):
        income_tax(np.array([70.0]), np.array([[50.0], [50.0]]), rent=np.zeros(1))


def test_areas_of_free_trade_need_their_members():
    with pytest.raises(DataError, match=r"European Union and EEA: unknown countries \['AUT'"):
        free_trade(["USA", "CAN"])


def test_output_is_value_added_over_its_share_in_costs():
    half = np.zeros((3, 3, 1))
    half[1, :, 0] = 0.5
    np.testing.assert_allclose(outputs(np.ones((3, 1)), half), 2.0)
    with pytest.raises(DataError, match=r"is not positive at \(sector, region\) \[\[0, 0\]"):
        outputs(np.ones((3, 1)), 3 * half)


@pytest.fixture
def closed():
    """A country of three like goods: each costs half of its output in equal inputs."""
    return Technology(np.full((3, 3, 1), 1 / 6), np.full((3, 3, 1), 1 / 3))


def test_a_country_of_like_goods_is_in_balance_by_symmetry(closed):
    frame = pd.DataFrame(index=["AAA"])
    demand = pd.DataFrame({"consumption": 9.0, "investment": 3.0, "government": 3.0}, ["AAA"])
    used = balance(frame, closed, np.full((3, 1), 5.0), np.full((3, 1), 10.0), demand, Log())
    np.testing.assert_allclose(used.intermediate, 5 / 3)
    np.testing.assert_allclose(used.final[:, :, 0], [[3.0] * 3, [1.0] * 3, [1.0] * 3])


def test_demand_that_leaves_nothing_to_households_is_refused(closed):
    demand = pd.DataFrame({"consumption": 1.0, "investment": 9.0, "government": 9.0}, ["AAA"])
    with pytest.raises(DataError, match=r"step 09: nothing is left for households in AAA \(-3\)"):
        balance(
            pd.DataFrame(index=["AAA"]), closed, np.full((3, 1), 5.0), np.full((3, 1), 10.0),
            demand, Log(),
        )  # fmt: skip
