"""The whole reconciliation on invented raw tables: people, pay, remittances."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.reconcile.s13_wages import LABOUR_SHARE_SPAN
from calibration.reconcile.s13_workers import NATIVE_FLOOR, PARTICIPATION_CEILING, members_of
from calibration.sources.tidy import Tidy
from calibration.world import DEFINITIONS, ROW_POOR, ROW_RICH, core, countries, regions
from cge.benchmark import accounts
from tests.calibration.raw_people import NO_EDUCATION, NOT_IN_DOCQUIER
from tests.calibration.raw_tables import GAPS
from tests.calibration.raw_world import GULF, OECD

RESTS = {ROW_RICH, ROW_POOR}


@pytest.fixture(scope="module")
def stock(invented) -> pd.DataFrame:
    """Migrants of the raw matrix with the regions of origin and destination."""
    table = Tidy(invented.raw).table("wb_migstock_2017")
    region = countries()["region"]
    return table.assign(to=table["dest"].map(region), born=table["origin"].map(region))


@pytest.fixture(scope="module")
def migrants(invented) -> pd.DataFrame:
    """Migrants of the database by origin and destination."""
    persons = invented.data["persons"].to_pandas()
    return persons.mask(np.eye(len(persons), dtype=bool), 0.0)


def test_no_migrant_is_lost(invented, stock, migrants):
    inside = float(invented.data["memo_migrants"].sum())
    assert migrants.to_numpy().sum() + inside == pytest.approx(stock["value"].sum(), rel=1e-9)


def test_unknown_origins_are_spread_over_known_ones(invented, stock, migrants):
    """Each destination has all its people; the few who went nowhere known raise all alike."""
    nowhere = stock["to"].isna()
    more = stock["value"].sum() / stock.loc[~nowhere, "value"].sum()
    wanted = more * stock.groupby("to")["value"].sum()[core()]
    np.testing.assert_allclose(migrants.sum()[core()], wanted, rtol=1e-9)
    known = stock[(stock["to"] == "USA") & stock["born"].notna()].groupby("born")["value"].sum()
    big = known.index[known > 1000]
    part = migrants.loc[big, "USA"] / known[big]
    np.testing.assert_allclose(part, part.iloc[0], rtol=1e-9)
    moved = invented.moved("13", "immigrants")
    assert (moved["after"] >= moved["before"]).all()


def test_residents_and_workers_add_up(invented):
    data = invented.data
    np.testing.assert_allclose(data["persons"].sum("origin"), data["population"], rtol=1e-9)
    np.testing.assert_allclose(
        data["workers"].sum(("origin", "skill")), data["labour_force"], rtol=1e-9
    )
    truth = invented.truth.loc[core(), "labour_force"]
    np.testing.assert_allclose(data["labour_force"].sel(region=core()), truth)


def test_people_move_from_poor_to_rich(invented, migrants):
    income = (invented.data["gdp"] / invented.data["population"]).to_pandas()
    up = income.to_numpy()[None, :] > income.to_numpy()[:, None]
    assert migrants.to_numpy()[up].sum() > 2 * migrants.to_numpy()[~up].sum()


def test_migrants_work_as_much_as_documented(invented, migrants):
    data = invented.data
    workers = data["workers"].sum("skill").to_pandas()
    abroad = workers.mask(np.eye(len(workers), dtype=bool), 0.0).sum()
    rate = abroad / migrants.sum()
    assert rate.max() <= PARTICIPATION_CEILING + 1e-9
    floor = invented.flagged("migrants' participation", "natives kept")
    gulf = sorted(set(GULF) - floor)
    np.testing.assert_allclose(rate[gulf], PARTICIPATION_CEILING)
    natives = pd.Series(np.diag(workers), workers.index) / workers.sum()
    assert natives.min() >= NATIVE_FLOOR - 1e-9
    assert floor == set(natives.index[natives < NATIVE_FLOOR + 1e-9])
    assert floor  # the floor is at work somewhere
    elsewhere = sorted(set(core()) - set(OECD) - set(GULF) - floor)
    own = (data["labour_force"] / data["population"]).to_pandas()
    np.testing.assert_allclose(rate[elsewhere], own[elsewhere].clip(upper=PARTICIPATION_CEILING))


def test_skills_of_immigrants_are_those_the_oecd_counted(invented):
    """Education by destination: the invented truth, times the work of the tertiary-educated."""
    world, workers = invented.world, invented.data["workers"]
    for code in set(OECD) - set(NO_EDUCATION) - {"TUR"}:
        j = world.codes.index(code)
        truth = (world.migrants * world.tertiary)[:, j].sum() / world.migrants[:, j].sum()
        high = 0.75 * truth / (0.75 * truth + 0.62 * (1 - truth))
        here = workers.sel(destination=code).drop_sel(origin=code).sum("origin")
        share = float(here.sel(skill="high") / here.sum())
        assert share == pytest.approx(high, abs=0.04), code
    assert invented.flagged("immigrants' education") == set(regions()) - set(OECD)


def test_immigrants_of_the_gulf_are_not_selected(invented):
    """They have the skills of those who stayed."""
    workers = invented.data["workers"]
    share = workers.sel(skill="high") / workers.sum("skill").where(workers.sum("skill") > 0)
    home = pd.Series(np.diag(share.transpose("origin", "destination")), regions())
    for origin in ("IND", "EGY", "PHL"):
        assert float(share.sel(origin=origin, destination="SAU")) == pytest.approx(home[origin])


def test_natives_of_the_oecd_have_the_skills_counted_there(invented):
    workers, truth = invented.data["workers"], invented.truth
    for code in OECD:
        here = workers.sel(origin=code, destination=code)
        t = truth.loc[code, "tertiary"]
        expected = 0.75 * t / (0.75 * t + 0.62 * (1 - t))
        assert float(here.sel(skill="high") / here.sum()) == pytest.approx(expected, rel=1e-3)
    one = invented.flagged("education", "one source of attainment only")
    assert one == {"AGO", "AZE", "LBN", "BTN"}
    assert invented.flagged("education", "median") == {"UZB", *RESTS}


def test_the_skill_premium_is_the_one_given(invented):
    wage, truth = invented.data["wage"], invented.truth
    premium = (wage.sel(skill="high") / wage.sel(skill="low")).to_pandas()
    given = truth.loc[core(), "premium"].clip(1.15, 5.0).drop(["BTN", "UZB"])
    np.testing.assert_allclose(premium[given.index], given, rtol=1e-9)  # RUS, KOR by substitutes
    assert invented.flagged("skill premium", "OECD") == {"KOR"}
    assert invented.flagged("skill premium", "Mincer") == {"RUS"}
    gaps = set(NOT_IN_DOCQUIER) & set(core()) - {"KOR", "RUS"}
    assert invented.flagged("skill premium", "median") == gaps | RESTS


def test_pay_is_the_labour_share_and_goes_to_those_who_work(invented):
    data, truth = invented.data, invented.truth
    pay = data["value_added"].sel(factor=["low", "high"]).sum(("factor", "sector"))
    added = data["value_added"].sum(("factor", "sector"))
    share = (pay / added).to_pandas()
    assert share.between(LABOUR_SHARE_SPAN[0] - 1e-6, LABOUR_SHARE_SPAN[1] + 1e-6).all()
    known = pd.Index(core()).difference(GAPS["labsh"])
    wanted = (truth["labour_share"] * truth["gdp"])[known] / added.to_pandas()[known]
    np.testing.assert_allclose(share[known], wanted.clip(*LABOUR_SHARE_SPAN), rtol=1e-6)
    earned = check.earnings(data).sum(("origin", "skill")).to_pandas()
    np.testing.assert_allclose(earned, pay.to_pandas(), rtol=1e-9)
    paid = accounts.native_wage(data).transpose("skill", "region") * 1e9
    np.testing.assert_allclose(paid, data["wage"], rtol=1e-9)


def test_the_overqualified_earn_less(invented):
    """One less the gap in over-qualification times the pay lost; nobody else loses anything."""
    data = invented.data
    loss = 1 - data["efficiency"]
    assert float(abs(loss.sel(skill="low")).max()) == 0
    assert float(abs(accounts.diagonal(loss)).max()) == 0
    high = loss.sel(skill="high")
    assert 0 <= float(high.min()) <= float(high.max()) < 0.15
    wage = data["wage"].sel(region="USA")
    premium = float(wage.sel(skill="high") / wage.sel(skill="low"))
    table = Tidy(invented.raw).table("dioc2015_overqual")
    table = table[(table["dest"] == "USA") & (table["overqualified"] == 1)]
    rate = table.set_index("foreign_born")["value"] / 1e5
    lost = (rate[1] - rate[0]) * (1 - 1 / premium)
    assert float(high.sel(origin="MEX", destination="USA")) == pytest.approx(lost, rel=1e-9)


def test_remittances_received_are_those_of_the_source(invented):
    """What wages cannot bear is a transfer of another kind, not lost."""
    data, region = invented.data, countries()["region"]
    table = Tidy(invented.raw).table("wb_remit_2017")
    table = table.assign(to=table["receiver"].map(region), by=table["sender"].map(region))
    abroad = table[table["to"] != table["by"]].groupby("to")["value"].sum() / 1e3
    got = (data["remittances"] + data["other_transfers"]).sum("destination").to_pandas()
    np.testing.assert_allclose(got[abroad.index], abroad, rtol=1e-9)
    inside = data["memo_remittances"].sum()
    assert got.sum() + float(inside) == pytest.approx(table["value"].sum() / 1e3, rel=1e-9)


def test_nobody_sends_more_than_two_fifths_of_pay(invented):
    data = invented.data
    share = check.sent_share(data)
    assert float(share.max()) <= check.SENT_CEILING + 1e-9
    other = data["other_transfers"].sum("destination").to_pandas()
    assert other["NGA"] > 0  # eight times as much as others: not even all corridors can bear it
    bound = share.sel(origin="NGA").where(data["workers"].sel(origin="NGA").sum("skill") > 0)
    assert float(bound.drop_sel(destination="NGA").min()) >= 0.2 - 1e-9


def test_what_one_corridor_cannot_bear_the_others_send(invented):
    data = invented.data
    table = Tidy(invented.raw).table("wb_remit_2017")
    wanted = table[table["receiver"] == "HTI"].set_index("sender")["value"] / 1e3
    first = wanted.idxmax()
    sent = data["remittances"].sel(origin="HTI").to_pandas()
    assert sent[first] < 0.9 * wanted[first]
    assert float(check.sent_share(data).sel(origin="HTI", destination=first)) == pytest.approx(
        check.SENT_CEILING, rel=1e-6
    )
    rest = wanted.index.intersection(core()).difference([first])
    assert (sent[rest] >= wanted[rest] * (1 - 1e-9)).mean() > 0.95
    assert float(data["other_transfers"].sel(origin="HTI").sum()) == pytest.approx(0, abs=1e-9)


def test_costs_are_observed_or_a_mean_and_stay_in_their_span(invented):
    cost = invented.data["remittance_cost"]
    table = Tidy(invented.raw).table("rpw_cost")
    table = table[table["year"] == 2017].set_index(["receiver", "sender"])["value"] / 100
    assert float(cost.sel(origin="MEX", destination="USA")) == pytest.approx(table["MEX", "USA"])
    here = invented.data["persons"] > 0
    here = here & (cost["origin"] != cost["destination"])
    assert float(cost.where(here).min()) >= 0.01
    assert float(cost.where(here).max()) <= 0.25
    assert float(cost.where(~here).max()) == 0
    seen = set(table.index.get_level_values(0))
    assert invented.flagged("remittance cost") == set(regions()) - seen


def test_deciles_rise_and_add_to_one(invented):
    share = invented.data["decile_share"].transpose("decile", "region").to_pandas()
    np.testing.assert_allclose(share.sum(), 1.0, rtol=1e-12)
    assert (share.diff().iloc[1:] > 0).all().all()  # nobody has the flat survey of 2002
    imputed = {*GAPS["deciles"], *RESTS}
    assert invented.flagged("deciles") == imputed | {"ARG"}, "where towns alone were asked"
    classes = invented.data["income_class"].to_pandas()
    given = share.columns.difference(sorted(imputed))
    peers = given[classes[given] == classes["NZL"]]
    np.testing.assert_allclose(share["NZL"], share[peers].mean(axis=1), rtol=1e-9)


def test_deciles_are_those_of_the_nation(invented):
    """China's survey is there for the nation, and for its villages and towns apart."""
    table = Tidy(invented.raw).table("pip_deciles")
    nation = table[(table["entity"] == "China") & (table["year"] == 2017)]["value"].to_numpy()
    np.testing.assert_allclose(invented.data["decile_share"].sel(region="CHN"), nation / 100)


def test_the_labour_force_grows_as_projected(invented):
    """15% more without, 50% more with tertiary education in 15 years, wherever projected."""
    growth = invented.data["labour_growth"]
    np.testing.assert_allclose(growth.sel(skill="low"), 1.15 ** (1 / 15) - 1, rtol=1e-6)
    np.testing.assert_allclose(growth.sel(skill="high"), 1.50 ** (1 / 15) - 1, rtol=1e-6)
    assert {"AGO", "UZB", *RESTS} <= invented.flagged("growth of the low skilled")


def test_free_movement_is_mutual_and_among_members_only(invented):
    free = invented.data["free_movement"].transpose("origin", "destination").to_pandas()
    assert (free.to_numpy() == free.to_numpy().T).all()
    assert not np.diag(free).any()
    pairs = sum(
        (len(members_of(area)) - 1) * len(members_of(area))
        for area in pd.read_csv(DEFINITIONS / "free_movement.csv")["name"]
    )
    assert int(free.to_numpy().sum()) <= pairs
    assert free.loc["POL", "DEU"]
    assert free.loc["NPL", "IND"]
    assert not free.loc["MEX", "USA"]
