"""The whole reconciliation on invented raw tables: people and remittances."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.reconcile.s13_families import ordinary
from calibration.reconcile.s13_workers import (
    GULF_PARTICIPATION,
    NATIVE_FLOOR,
    PARTICIPATION_CEILING,
    members_of,
)
from calibration.sources.tidy import Tidy
from calibration.world import DEFINITIONS, ROW_POOR, ROW_RICH, core, countries, regions
from tests.calibration.raw_pay import NATIONALS
from tests.calibration.raw_people import NO_EDUCATION, RECEIVED, REFUSED, UNKNOWN
from tests.calibration.raw_wdi import GAPS
from tests.calibration.raw_world import GULF, OECD

RESTS = {ROW_RICH, ROW_POOR}


@pytest.fixture(scope="module")
def stock(invented) -> pd.DataFrame:
    """Migrants of the raw matrix with the regions of origin and destination."""
    table = Tidy(invented.raw).stock()
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


def test_a_stock_of_another_year_is_brought_to_the_totals_of_the_base_year(invented, stock):
    """Pairs of 2020 and totals of 2020 and 2024: 2% more in 2021, unknown origins included."""
    truth = invented.world.migrants.sum(axis=0)
    total = stock.groupby("dest")["value"].sum().reindex(invented.world.codes).fillna(0.0)
    np.testing.assert_allclose(total, truth * (1 + sum(UNKNOWN.values())) * 1.02, rtol=1e-9)


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


def test_nationals_of_the_gulf_have_their_share_of_work(invented, migrants):
    workers = invented.data["workers"].sum("skill").to_pandas()
    natives = pd.Series(np.diag(workers), workers.index) / workers.sum()
    force = (invented.data["labour_force"] / migrants.sum()).to_pandas()
    wanted = pd.Series(NATIONALS | {"ARE": 0.044})
    able = wanted.index[(1 - wanted) * force[wanted.index] < GULF_PARTICIPATION]
    assert len(able) > 3
    np.testing.assert_allclose(natives[able], wanted[able], rtol=1e-6)


def test_migrants_work_as_much_as_documented(invented, migrants):
    data = invented.data
    workers = data["workers"].sum("skill").to_pandas()
    abroad = workers.mask(np.eye(len(workers), dtype=bool), 0.0)
    natives = (pd.Series(np.diag(workers), workers.index) / workers.sum()).drop(GULF)
    assert natives.min() >= NATIVE_FLOOR - 1e-9
    floor = invented.flagged("migrants' participation", "natives kept")
    assert set(natives.index[natives < NATIVE_FLOOR + 1e-9]) <= floor | {"SGP"}
    own = (data["labour_force"] / data["population"]).to_pandas()
    elsewhere = sorted(set(core()) - set(OECD) - set(GULF) - floor)
    rate = (abroad.sum() / migrants.sum())[elsewhere]
    np.testing.assert_allclose(rate, own[elsewhere].clip(upper=PARTICIPATION_CEILING), rtol=0.1)


def test_families_of_a_corridor_are_ordinary(invented, migrants):
    """Where ages say more or less than is ordinary, the corridor is brought to the bound."""
    workers = invented.data["workers"].sum("skill").to_pandas()
    rate = (workers / migrants.where(migrants > 0)).drop(columns=GULF)
    surveyed = invented.moved("13", "workers_per_migrant_share").loc[OECD, "before"]
    low, high = ordinary(surveyed)
    assert rate.min().min() >= low - 1e-9
    assert rate.max().max() <= high + 1e-9
    logs = np.log(surveyed)
    away = np.log([low, high]) - logs.median()
    np.testing.assert_allclose(np.abs(away), 3 * 1.4826 * (logs - logs.median()).abs().median())


def test_skills_of_immigrants_are_those_the_oecd_counted(invented):
    """Education by destination: the invented truth, times the work of the tertiary-educated."""
    world, workers = invented.world, invented.data["workers"]
    for code in set(OECD) - set(NO_EDUCATION) - {"TUR", REFUSED}:
        j = world.codes.index(code)
        truth = (world.migrants * world.tertiary)[:, j].sum() / world.migrants[:, j].sum()
        high = 0.75 * truth / (0.75 * truth + 0.62 * (1 - truth))
        here = workers.sel(destination=code).drop_sel(origin=code).sum("origin")
        share = float(here.sel(skill="high") / here.sum())
        assert share == pytest.approx(high, abs=0.04), code
    elsewhere = invented.flagged("immigrants' education", "education at origin")
    assert elsewhere == set(regions()) - set(OECD)


def test_refugees_in_turkey_are_schooled_as_cited(invented, stock):
    """Of the corridor that holds Syrians, their part has the geometric mean of two bounds."""
    workers = invented.data["workers"].sel(origin=ROW_POOR, destination="TUR")
    here = stock[(stock["dest"] == "TUR") & (stock["born"] == ROW_POOR)].set_index("origin")[
        "value"
    ]
    part = here["SYR"] / here.sum()
    share = float(workers.sel(skill="high") / workers.sum())
    others = (share - part * np.sqrt(0.03 * 0.232)) / (1 - part)
    assert 0.01 <= others <= 0.97
    assert invented.flagged("immigrants' education", "refugees from SYR") == {"TUR"}


def test_immigrants_of_the_gulf_are_not_selected(invented):
    """They have the skills of those who stayed."""
    workers = invented.data["workers"]
    share = workers.sel(skill="high") / workers.sum("skill").where(workers.sum("skill") > 0)
    home = pd.Series(np.diag(share.transpose("origin", "destination")), regions())
    for origin in ("IND", "EGY", "PHL"):
        assert float(share.sel(origin=origin, destination="SAU")) == pytest.approx(home[origin])


def test_natives_of_the_oecd_have_the_skills_counted_there(invented):
    workers, truth = invented.data["workers"], invented.truth
    for code in set(OECD) - {REFUSED}:
        here = workers.sel(origin=code, destination=code)
        t = truth.loc[code, "tertiary"]
        expected = 0.75 * t / (0.75 * t + 0.62 * (1 - t))
        assert float(here.sel(skill="high") / here.sum()) == pytest.approx(expected, rel=1e-3)
    assert invented.flagged("education", "refused") == {REFUSED}
    one = invented.flagged("education", "one source of attainment only")
    assert one == {"AGO", "AZE", "LBN", "BTN"}
    assert invented.flagged("education", "median") == {"UZB", *RESTS}


def test_sources_of_education_that_differ_leave_a_range(invented):
    """Attainment is brought to the level of surveys; what all sources say stays as a range."""
    share, truth = invented.data["tertiary_share"].to_pandas(), invented.truth.loc[core()]
    assert (share.loc["low"] <= share.loc["central"] + 1e-12).all()
    assert (share.loc["central"] <= share.loc["high"] + 1e-12).all()
    assert (share.loc["high"] > share.loc["low"]).mean() > 0.8
    t = truth["tertiary"].drop([*OECD, "CHN", "UZB"])
    expected = 0.75 * t / (0.75 * t + 0.62 * (1 - t))
    assert (share.loc["central", t.index] / expected).median() == pytest.approx(1.0, abs=0.1)
    assert share.loc["central", "CHN"] == pytest.approx(0.22), "labour statistics of the base year"
    assert share.loc["central", REFUSED] > 0.03, "other sources stand in for the survey refused"


def test_remittances_received_are_those_of_the_source(invented):
    """What wages cannot bear is a transfer of another kind, not lost."""
    data, region = invented.data, countries()["region"]
    table = Tidy(invented.raw).table("wb_remit_2021")
    part = np.where(table["receiver"] == "BHR", 1.0, RECEIVED)  # Bahrain has no receipts
    table = table.assign(value=table["value"] * part)
    table = table.assign(to=table["receiver"].map(region), by=table["sender"].map(region))
    abroad = table[table["to"] != table["by"]].groupby("to")["value"].sum() / 1e3
    got = (data["remittances"] + data["other_transfers"]).sum("destination").to_pandas()
    np.testing.assert_allclose(got[abroad.index], abroad, rtol=1e-9)
    place = invented.world.codes.index("YEM")
    yemen = RECEIVED * invented.world.remittances[place].sum() / 1e3
    assert got["YEM"] == pytest.approx(yemen), "known is what comes, not from whom"
    assert invented.flagged("remittances") == {"YEM"}
    inside = data["memo_remittances"].sum()
    assert got.sum() + float(inside) == pytest.approx(table["value"].sum() / 1e3 + yemen, rel=1e-9)


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
    table = Tidy(invented.raw).table("wb_remit_2021")
    wanted = table[table["receiver"] == "HTI"].set_index("sender")["value"] * RECEIVED / 1e3
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
    table = table[table["year"] == 2020].set_index(["receiver", "sender"])["value"] / 100
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
    nation = table[(table["entity"] == "China") & (table["year"] == 2021)]["value"].to_numpy()
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
    areas = pd.read_csv(DEFINITIONS / "free_movement.csv")
    areas = areas[(areas["first"] <= 2021) & (areas["last"] >= 2021)]["name"]
    pairs = sum((len(members_of(area)) - 1) * len(members_of(area)) for area in areas)
    assert int(free.to_numpy().sum()) <= pairs
    assert free.loc["POL", "DEU"]
    assert free.loc["NPL", "IND"]
    assert free.loc["GBR", "IRL"], "the Common Travel Area outlived the rest"
    assert not free.loc["GBR", "FRA"]
    assert not free.loc["MEX", "USA"]
