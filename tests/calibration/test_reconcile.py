"""The whole reconciliation on invented raw tables, whose truth is known: production and trade."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.reconcile.s04_trade_totals import goods_prior
from calibration.reconcile.s07_feasible import CONSUMPTION_FLOOR, EXPORT_CEILING, INVESTMENT_CEILING
from calibration.reconcile.s10_taxes import free_trade
from calibration.sources.tidy import Tidy
from calibration.world import ROW_POOR, ROW_RICH, core, regions
from cge.benchmark import accounts
from cge.paths import shipped
from tests.calibration.raw_wdi import EU, EU_TARIFF, GAPS, NO_GDP
from tests.calibration.raw_wiod import WIOD
from tests.calibration.raw_world import CASES

GOODS, SERVICES = ["agriculture", "industry"], "services"


def by_region(array) -> pd.Series:
    return array.to_series()


def raw(invented, table, variable):
    data = Tidy(invented.raw).table(table)
    return data[data["variable"] == variable]


def test_gdp_never_moves_and_the_poor_rest_is_the_residual(invented):
    truth, gdp = invented.truth["gdp"], by_region(invented.data["gdp"])
    np.testing.assert_allclose(gdp[core()], truth[core()], rtol=1e-12)
    assert gdp.sum() == pytest.approx(truth.sum(), rel=1e-12)
    rich = invented.truth.index[invented.truth["region"] == ROW_RICH].difference(NO_GDP)
    assert gdp[ROW_RICH] == pytest.approx(truth[[*rich, "TWN"]].sum(), rel=1e-12)
    np.testing.assert_allclose(accounts.gdp(invented.data), invented.data["gdp"], rtol=1e-9)
    assert invented.flagged("gdp", "residual") == {ROW_POOR}
    assert invented.flagged("gdp", "Taiwan") == {ROW_RICH}
    assert invented.flagged("gdp", "newest figure") == {"YEM"}, "whose accounts end in 2018"


def test_people_and_prices_are_those_of_the_source(invented):
    truth, data = invented.truth.loc[core()], invented.data.sel(region=core())
    np.testing.assert_allclose(data["population"], truth["population"], rtol=1e-9)
    np.testing.assert_allclose(data["gdp_ppp"], truth["ppp"], rtol=1e-9)
    np.testing.assert_allclose(data["price_level"], truth["level"], rtol=1e-9)
    assert invented.flagged("gdp_ppp") == {"YEM", ROW_RICH, ROW_POOR}


def test_everybody_lives_somewhere(invented):
    """The UN has the people of Taiwan; nobody counts the Channel Islands."""
    people = by_region(invented.data["population"])
    assert people.sum() == pytest.approx(invented.truth["population"].drop("CHI").sum(), rel=1e-9)


def test_income_classes_follow_gni_per_head(invented):
    data = invented.data
    per_head = by_region(data["gni"]) * 1e9 / by_region(data["population"])
    names = ["low_income", "lower_middle_income", "upper_middle_income", "high_income"]
    expected = [names[int(np.searchsorted([1085, 4255, 13205], value))] for value in per_head]
    assert data["income_class"].values.tolist() == expected
    assert set(expected) == set(names)
    assert invented.flagged("gni") == {*GAPS["NY.GNP.ATLS.CD"], ROW_RICH, ROW_POOR}


def test_all_accounts_balance(invented):
    check.require_sound(invented.data, "the invented world")
    saving = accounts.foreign_saving(invented.data)
    assert abs(float(saving.sum())) < 1e-9 * float(invented.data["gdp"].sum())


def test_value_added_and_taxes_make_gdp_with_the_sectors_of_the_source(invented):
    data, truth = invented.data, invented.truth
    added = data["value_added"].sum("factor").transpose("region", "sector").to_pandas()
    revenue = by_region((data["tariff"] * data["trade"]).sum(("sector", "exporter")).rename(
        importer="region"))  # fmt: skip
    tax = by_region(data["output_tax"].sum("sector")) + revenue
    gdp = by_region(data["gdp"])
    np.testing.assert_allclose(added.sum(axis=1) + tax, gdp, rtol=1e-10)
    given = truth.loc[core(), ["agriculture", "industry", "services"]].drop(GAPS["wdi_gdpagr"])
    np.testing.assert_allclose(
        added.loc[given.index].div(added.loc[given.index].sum(axis=1), axis=0),
        given.div(given.sum(axis=1), axis=0),
        rtol=1e-9,
    )
    usual = given.index.difference(["LBR", "DJI"])
    wanted = np.maximum(truth.loc[usual, "tax"], revenue[usual] / gdp[usual])
    np.testing.assert_allclose(tax[usual] / gdp[usual], wanted, rtol=1e-9)


def test_net_product_taxes_are_clipped_where_sectors_do_not_add_up(invented):
    tax = invented.moved("05", "product_tax_share_of_gdp")
    assert tax.loc["LBR"].tolist() == [pytest.approx(-0.10), 0.0]
    assert tax.loc["DJI"].tolist() == [pytest.approx(0.30), 0.20]
    assert invented.flagged("product tax") == {"LBR", "DJI"}
    assert float(invented.data["income_tax"].min()) >= 0
    assert float(invented.data["income_tax"].max()) < 0.6


def test_taxes_pay_for_public_consumption(invented):
    """Revenue is at least public consumption, and equal to it where income is taxed."""
    data = invented.data
    spent = data["final_demand"].sel(use="government").sum("sector")
    revenue = accounts.government_revenue(data).sum("item")
    gap = by_region((revenue - spent) / data["gdp"])
    assert gap.min() > -1e-9
    taxed = by_region(data["income_tax"].max("factor")) > 0
    assert taxed.mean() > 0.5
    assert gap[taxed].abs().max() < 1e-9


def test_demand_is_nominal_not_at_purchasing_power(invented):
    data, truth = invented.data, invented.truth.loc[core()]
    usual = truth.index.difference([*CASES, *GAPS["pwt_gc"]])
    for use in ("government", "investment"):
        spent = by_region(data["final_demand"].sel(use=use).sum("sector") / data["gdp"])
        np.testing.assert_allclose(spent[usual], truth.loc[usual, use], rtol=1e-6)
    assert invented.flagged("government") == {*GAPS["pwt_gc"], ROW_RICH, ROW_POOR}


def test_balances_of_trade_are_those_of_the_source(invented):
    data, truth = invented.data, invented.truth.loc[core()]
    bought = by_region(data["trade"].sum(("sector", "exporter")).rename(importer="region"))
    sold = by_region(data["trade"].sum(("sector", "importer")).rename(exporter="region"))
    assert bought.sum() == pytest.approx(sold.sum())
    deficit = ((bought - sold) / by_region(data["gdp"]))[core()]
    usual = truth.index.difference([*CASES, *GAPS["NE.EXP.GNFS.ZS"]])
    assert (deficit[usual] - truth.loc[usual, "deficit"]).abs().max() < 0.05
    assert np.corrcoef(deficit[usual], truth.loc[usual, "deficit"])[0, 1] > 0.95


def test_each_step_closes_world_trade(invented):
    for step, exports in (("04", ["goods_exports", "services_exports"]),
                          ("07", ["agriculture", "industry", "services"])):  # fmt: skip
        sold = sum(invented.moved(step, item)["after"].sum() for item in exports)
        bought = sum(
            invented.moved(step, item)["after"].sum()
            for item in ("goods_imports", "services_imports")
        )
        assert sold == pytest.approx(bought, rel=1e-5)  # six digits are told


def test_an_entrepot_sells_what_it_makes(invented):
    """Re-exports are stripped from exports and imports alike."""
    data = invented.data
    share = by_region(
        data["trade"].sum("importer").rename(exporter="region").sel(sector="industry")
        / accounts.output(data).sel(sector="industry")
    )
    duty = (data["trade"] * data["tariff"]).sum(("sector", "exporter")).rename(importer="region")
    taken = by_region(duty / data["gdp"])  # tariffs come out of GDP, and of output, later
    assert share["SGP"] == pytest.approx(EXPORT_CEILING / (1 - taken["SGP"]), rel=0.01)
    assert (share * (1 - taken)).max() < EXPORT_CEILING * 1.01
    imports = invented.moved("07", "goods_imports").loc["SGP"]
    assert imports["after"] < 0.8 * imports["before"]


def test_a_deficit_no_saving_can_pay_is_cut_after_investment_is_raised(invented):
    gdp = float(invented.data["gdp"].sel(region="LSO"))
    investment = invented.moved("07", "investment").loc["LSO"]
    assert investment["before"] == pytest.approx(0.20 * gdp, rel=1e-5)
    assert investment["after"] == pytest.approx(INVESTMENT_CEILING * gdp, rel=1e-5)
    bought, sold = (
        float(invented.data["trade"].sel({side: "LSO"}).sum()) for side in ("importer", "exporter")
    )
    assert 0.25 < (bought - sold) / gdp < 0.5
    assert float(accounts.saving(invented.data).sel(region="LSO")) >= 0


def test_households_keep_a_part_of_gdp(invented):
    gdp = float(invented.data["gdp"].sel(region="QAT"))
    consumption = invented.moved("07", "consumption").loc["QAT"]
    assert consumption["before"] < CONSUMPTION_FLOOR * gdp
    assert consumption["after"] == pytest.approx(CONSUMPTION_FLOOR * gdp, rel=1e-5)


def test_income_that_leaves_belongs_to_rich_owners_abroad(invented):
    share = invented.data["foreign_ownership"]
    np.testing.assert_allclose(share.sum("owner"), 1.0, rtol=1e-12)
    own = pd.Series(np.diag(share.transpose("owner", "region")), regions())
    assert own["IRL"] < 1
    assert invented.flagged("foreign-owned capital") == set(own.index[own < 1 - 1e-12])
    rich = invented.data["income_class"].values == "high_income"
    poor = ~rich[:, None] & ~np.eye(len(rich), dtype=bool)
    assert (share.transpose("owner", "region").values[poor] == 0).all()
    own_saving = invented.moved("11", "foreign_saving_of_gdp_own")
    assert own_saving.loc["IRL", "before"] < -0.1
    assert own_saving.loc["IRL", "after"] == pytest.approx(-0.1)


def test_tariffs_are_zero_inside_free_trade_areas(invented):
    tariff = invented.data["tariff"].sel(sector=GOODS)
    free = free_trade(list(regions()))
    assert (free == free.T).all()
    assert (tariff.values[:, free] == 0).all()
    assert (invented.data["tariff"].sel(sector=SERVICES) == 0).all()
    union = [code for code in EU if code in regions()]
    assert float(tariff.sel(exporter=union, importer=union).max()) == 0
    stated = [code for code in EU if code not in GAPS["tariff"]]
    dutiable = tariff.sel(exporter="USA", importer=stated)
    np.testing.assert_allclose(dutiable.where(dutiable > 0, EU_TARIFF / 100), EU_TARIFF / 100)


def test_the_mean_tariff_survives_unless_a_rate_were_absurd(invented):
    mean = invented.moved("10", "weighted_mean_tariff").drop(EU)
    assert (mean["after"] <= mean["before"] + 1e-12).all()
    assert (mean["after"] > 0.999 * mean["before"]).mean() > 0.85
    given = raw(invented, "wdi", "TM.TAX.MRCH.WM.AR.ZS")
    given = given[given["year"].isin([2014, 2017])].set_index("iso3")["value"] / 100
    known = mean.index.intersection(given.index)
    np.testing.assert_allclose(mean.loc[known, "before"], given[known])
    assert {"ARG", "KEN"} <= set(known)  # whose newest figure is of 2014
    assert invented.flagged("tariff") == {*GAPS["tariff"], ROW_RICH, ROW_POOR}


def test_trade_of_a_year_that_is_no_guide_is_not_used(invented):
    """BACI shows forty times as much of Guyana; its exports are those of ITPD-E."""
    names = regions()
    prior = pd.Series(goods_prior(Tidy(invented.raw)).sum(axis=1), names)
    truth = invented.truth.loc[core(), "goods_exports"]
    ratio = prior[core()] / truth
    assert ratio["GUY"] / ratio.median() == pytest.approx(1.0, abs=0.25)
    sold = float(invented.data["trade"].sel(exporter="GUY").sum())
    total = invented.truth.loc["GUY", ["goods_exports", "services_exports"]].sum()
    assert sold == pytest.approx(total, rel=0.3)


def test_technology_is_a_countrys_own_or_that_of_its_like(invented):
    own = set(WIOD) - {"TWN"}
    assert invented.flagged("input-output table") == set(regions()) - own
    inputs = invented.data["intermediate"].sum(("sector", "sector_in"))
    share = by_region(inputs / accounts.output(invented.data).sum("sector"))
    assert share.between(0.15, 0.65).all()
    poor = invented.data["income_class"].values == "low_income"
    assert share[poor].mean() < share[~poor].mean()


def test_capital_wears_out_and_grows_old_as_given(invented):
    data, truth = invented.data, invented.truth.loc[core()].drop(GAPS["cn"])
    np.testing.assert_allclose(by_region(data["capital_stock"])[truth.index], truth["capital"])
    np.testing.assert_allclose(by_region(data["depreciation"])[truth.index], truth["depreciation"])
    assert invented.flagged("depreciation") == {*GAPS["delta"], ROW_RICH, ROW_POOR}


def test_every_way_of_imputing_is_used_and_flagged(invented):
    """Whatever the committed database had to impute, the invented world lacks somewhere."""
    committed = pd.read_csv(
        shipped("data") / "countries" / "imputations.csv",
        keep_default_na=False, dtype={"step": str},
    )  # fmt: skip
    ways = [set(t[["step", "item", "how"]].itertuples(index=False, name=None))
            for t in (committed, invented.flags)]  # fmt: skip
    assert ways[0] <= ways[1]
    assert set(invented.flags["region"]) <= set(regions())
    assert not invented.flags.duplicated().any()


SURVEYS = "17"
"""Step of the beliefs."""


def test_every_move_is_told_for_every_region(invented):
    committed = pd.read_csv(shipped("data") / "countries" / "steps.csv", dtype={"step": str})
    items = set(committed[["step", "item"]].itertuples(index=False, name=None))
    for key, part in invented.moves.groupby(["step", "item"]):
        assert key in items
        if key[0] == SURVEYS:  # margins of some destinations and origins
            assert set(part["region"]) <= set(regions())
        else:
            assert list(part["region"]) == regions()
        assert part["after"].notna().all()
    everywhere = {key for key in items if key[0] != SURVEYS}
    moves = invented.moves[invented.moves["step"] != SURVEYS]
    assert len(moves) == len(everywhere) * len(regions())
