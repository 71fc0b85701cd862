# ruff: noqa: E501
"""Solve what the docs quote and write every number of theirs anew.

    .venv/bin/python docs/headlines.py            # solve, then write
    .venv/bin/python docs/headlines.py --resume   # keep what is up to date

Writes docs/_tables/, docs/figures/ and the parts of README.md between ``<!-- made: ... -->`` marks.
Results stay in runs/docs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
DOCS, TABLES, RESULTS = ROOT / "docs", ROOT / "docs" / "_tables", ROOT / "runs" / "docs"
sys.path[:0] = [str(DOCS / "figures"), str(DOCS)]

import gains  # noqa: E402

CGE = str(Path(sys.executable).with_name("cge"))

SHIPPED = [
    "baseline",
    "worldbank_3pct",
    "quota_3pct",
    "quota_3pct_low",
    "quota_3pct_high",
    "eu_free_movement_undone",
    "remittance_cost_3pct",
    "tariff_free",
]
VARIANTS = {
    "wb_mobile": ("worldbank_3pct", "closure.capital=mobile"),
    "wb_steady": ("worldbank_3pct", "closure.capital=steady"),
    "wb_residence": ("worldbank_3pct", "closure.ownership=residence"),
    "wb_pure_public": ("worldbank_3pct", "parameters.congestion=0"),
    "wb_all_rival": ("worldbank_3pct", "parameters.congestion=1"),
    "wb_catch025": ("worldbank_3pct", "parameters.catch_up=0.25"),
    "wb_catch100": ("worldbank_3pct", "parameters.catch_up=1"),
    "quota_catch025": ("quota_3pct", "parameters.catch_up=0.25"),
    "quota_catch100": ("quota_3pct", "parameters.catch_up=1"),
    "quota_low": ("quota_3pct", "parameters.would_be_migrants=low"),
    "quota_high": ("quota_3pct", "parameters.would_be_migrants=high"),
    "quota_nu060": ("quota_3pct", "parameters.migration_elasticity=0.6"),
    "quota_nu143": ("quota_3pct", "parameters.migration_elasticity=1.43"),
    "my_quota_small": ("docs/tutorial/my_quota.yaml", "visas.0.size.workers=10000"),
}
EXAMPLES = {
    "full_mobility": "examples/moses_letnes/full_mobility.yaml",
    "full_mobility_adjusted": "examples/moses_letnes/full_mobility_adjusted.yaml",
    "ten_percent_adjusted": "examples/moses_letnes/ten_percent_adjusted.yaml",
    "labour_grows": "examples/two_by_two/labour_grows.yaml",
    "my_quota": "docs/tutorial/my_quota.yaml",
}
GROUPS = {
    "new_migrants": "new migrants",
    "established_migrants": "established migrants",
    "remaining_behind": "remaining behind",
    "natives": "natives",
    "returnees": "returnees",
    "government": "government (public consumption)",
}
SOURCES = {
    "labour": "labour, after tax",
    "capital": "property",
    "transfers": "transfers (less than zero: lump-sum tax)",
    "remittances": "remittances",
}
GALLUP = {
    "USA": 21, "DEU": 6, "CAN": 5, "GBR": 5, "FRA": 5, "ANZ": 5, "GLF": 5, "ESP": 3, "ITA": 2, "EFT": 2, "JPN": 2, "RUS": 1,
    "CHN": 1, "TUR": 1, "KOR": 1, "ZAF": 1, "BRA": 1,
}  # fmt: skip
"""Percent of potential migrants 2013-2016 who name the destination, rounded as published; members of a region added up:
Australia 4 and New Zealand 1, Saudi Arabia 3 and United Arab Emirates 2; of EFT Switzerland alone."""


def gain_tables() -> None:
    """What the pages on decomposition and inequality include."""
    names = SHIPPED[1:]
    write("channels.md", gains.channels(result, names, table, signed, others=False))
    write("channels_others.md", gains.channels(result, names, table, signed, others=True))
    write("channels_regions.md", gains.channels_regions(result, table, signed))
    write("inequality.md", gains.inequality(result, table, signed))


# ----------------------------------------------------------------------------------------- solve
def command(*words: str) -> str:
    """Output of a command; stops if it fails."""
    done = subprocess.run([CGE, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"cge {' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout


def solve(*extra: str) -> str:
    """Everything that is quoted, into runs/docs; what `make run` prints."""
    printed = command("run", *SHIPPED, "--decompose", "1", "--report", "--out", "runs/docs", *extra)
    for name, file in EXAMPLES.items():
        command("run", file, "--out", f"runs/docs/{name}.nc", *extra)
    for name, (scenario, change) in VARIANTS.items():
        command("run", scenario, "--set", change, "--out", f"runs/docs/{name}.nc", *extra)
    return printed.replace("runs/docs", "runs/latest").replace("up to date", "solved    ")


def result(name: str) -> xr.Dataset:
    with xr.open_dataset(RESULTS / f"{name}.nc") as file:
        return file.load()


# ---------------------------------------------------------------------------------------- format
def signed(x: float, digits: int = 1) -> str:
    text = f"{x:+,.{digits}f}"
    return (
        text.replace("+", "").replace("-", "")
        if float(text.replace(",", "")) == 0
        else text.replace("-", "−")
    )


def table(heads: list[str], rows: list[list[str]]) -> str:
    line = "|-|" + "-:|" * (len(heads) - 1)
    return (
        "\n".join(
            ["| " + " | ".join(heads) + " |", line, *("| " + " | ".join(r) + " |" for r in rows)]
        )
        + "\n"
    )


def write(name: str, text: str) -> None:
    TABLES.mkdir(exist_ok=True)
    (TABLES / name).write_text(text, encoding="utf-8")


def by_group(r: xr.Dataset, name: str = "welfare_ev") -> dict[str, float]:
    return {g: float(r[name].sel(group=g).sum()) for g in GROUPS}


def rich(r: xr.Dataset) -> xr.DataArray:
    return r.member.sel(region_group="high_income") == 1


def native_wages(r: xr.Dataset) -> dict[str, float]:
    """Change of natives' real wage in high-income regions, weighted by natives [%]."""
    home = r.workers_base.where(r.origin == r.destination, 0.0).sum("origin")
    force = home.where(rich(r).rename(region="destination"))
    change = r.real_wage_pct.sel(nativity="native")
    return {
        k: float((change * force).sel(skill=k).sum() / force.sel(skill=k).sum())
        for k in ("low", "high")
    }


def change_by_source(r: xr.Dataset, group: str, *, ppp: bool) -> dict[str, tuple[float, float]]:
    """Real income of a group by source, before and after [10⁹ USD or int. USD]."""
    after = r.group_income * r.real_factor / (r.price_level if ppp else 1.0)
    before = r.group_income_before_ppp if ppp else r.group_income_before
    pair = [x.sel(group=group).sum(["region", "skill"]) for x in (before, after)]
    return {s: tuple(float(x.sel(source=s)) for x in pair) for s in SOURCES}


# ---------------------------------------------------------------------------------------- tables
def headline_table() -> str:
    rows = []
    for name in SHIPPED[1:]:
        r = result(name)
        moved = float(r.new_migrants.sum() - r.returnees.sum()) / 1e6
        rows.append([
            f"`{name}`", signed(float(r.welfare_ev_world_ppp), 0), signed(float(r.welfare_ev_world_ppp_pct), 2),
            signed(float(r.welfare_ev_world), 0), signed(float(r.income_change_world), 0), signed(moved, 1),
            signed(float(r.remittances.sum() - r.remittances_base.sum()), 0),
        ])  # fmt: skip
    heads = [
        "scenario",
        "world, 10⁹ int. USD",
        "%",
        "world at prices of before, 10⁹ USD",
        "change of income, 10⁹ USD",
        "workers abroad, million",
        "remittances, 10⁹ USD",
    ]
    return table(heads, rows)


def groups_table() -> str:
    columns = {name: by_group(result(name), "welfare_ev_ppp") for name in SHIPPED[1:]}
    rows = [[f"`{n}`", *(signed(c[g], 0) for g in GROUPS)] for n, c in columns.items()]
    return table(["10⁹ int. USD", *GROUPS.values()], rows)


def wages_table() -> str:
    rows = []
    for name in SHIPPED[1:]:
        w = native_wages(result(name))
        rows.append([f"`{name}`", signed(w["low"], 2), signed(w["high"], 2)])
    return table(["natives' real wages in high-income regions, %", "low skill", "high skill"], rows)


def sources_table(name: str, group: str) -> str:
    r = result(name)
    market, ppp = (change_by_source(r, group, ppp=p) for p in (False, True))
    rows = [
        [
            w,
            *(f"{x:,.1f}".replace("-", "−") for x in (*market[s], *ppp[s])),
            signed(market[s][1] - market[s][0]),
            signed(ppp[s][1] - ppp[s][0]),
        ]
        for s, w in SOURCES.items()
    ]
    total = [sum(v[n] for v in x.values()) for x in (market, ppp) for n in (0, 1)]
    rows.append(
        [
            "**sum**",
            *(f"{x:,.1f}" for x in total),
            signed(total[1] - total[0]),
            signed(total[3] - total[2]),
        ]
    )
    heads = [
        "",
        "USD before",
        "USD after",
        "int. USD before",
        "int. USD after",
        "change, USD",
        "change, int. USD",
    ]
    return table(heads, rows)


def source_changes(name: str) -> str:
    """Change of real income by source for every group of persons, at purchasing power."""
    r = result(name)
    rows = []
    for g in ("natives", "remaining_behind", "established_migrants", "new_migrants", "returnees"):
        parts = {s: b - a for s, (a, b) in change_by_source(r, g, ppp=True).items()}
        rows.append([GROUPS[g], *(signed(x) for x in parts.values()), signed(sum(parts.values()))])
    return table(["10⁹ int. USD", "labour", "property", "transfers", "remittances", "sum"], rows)


def unfilled_table() -> str:
    r = result("quota_3pct")
    offered = r.quota.max("origin")
    rows = []
    today = r.workers_base.sum("origin")
    visa = (r.workers_base.where(r.quota.notnull())).sum("origin")
    for d in r.destination.values:
        for k in r.skill.values:
            at = {"destination": d, "skill": k}
            left = float(r.quota_slack.max("origin").sel(at))
            if np.isnan(left) or left < 1e3:
                continue
            places = float((offered - visa).sel(at))
            z0, z = (
                float(r[n].where(r.quota.notnull()).max("origin").sel(at))
                for n in ("visa_price_base", "visa_price")
            )
            rows.append([
                f"{r.region_name.sel(region=d).item()}, {k}", f"{places / 1e6:.2f}", f"{(places - left) / 1e6:.2f}",
                f"{float(visa.sel(at)) / 1e6:.2f}", f"{100 * float((visa / today).sel(at)):.1f}", f"{z0:.2f}", f"{abs(z):.2f}",
            ])  # fmt: skip
    heads = [
        "destination, skill",
        "places, million",
        "taken, million",
        "migrants from developing regions today, million",
        "% of labour force",
        "visa price today",
        "with the quota",
    ]
    return table(heads, rows)


def sensitivity_table() -> str:
    cases = {
        "wb_catch025": ("", "", "0.25"), "worldbank_3pct": ("", "", "0.5"), "wb_catch100": ("", "", "1"),
        "quota_catch025": ("central", "0.7", "0.25"), "quota_3pct": ("central", "0.7", "0.5"), "quota_catch100": ("central", "0.7", "1"),
        "quota_low": ("low", "0.7", "0.5"), "quota_high": ("high", "0.7", "0.5"),
        "quota_nu060": ("central", "0.6", "0.5"), "quota_nu143": ("central", "1.43", "0.5"),
    }  # fmt: skip
    rows = []
    for name, (would, nu, catch_up) in cases.items():
        r = result(name)
        price, filled = "", ""
        if would:  # the others bring a given number: neither parameter matters
            force = r.workers_base.sum("origin").where(rich(r).rename(region="destination"))
            z0 = r.visa_price_base.where(r.quota.notnull()).max("origin")
            binding = r.quota_binding.max("origin")
            price = f"{float((z0 * force).sum() / force.where(z0.notnull()).sum()):.2f}"
            filled = f"{int(binding.sum())} of {int(binding.notnull().sum())}"
        rows.append([
            "`quota_3pct`" if would else "`worldbank_3pct`", catch_up, would, nu, price, filled,
            f"{float(r.new_migrants.sum()) / 1e6:.1f}",
            signed(float(r.welfare_ev_world_ppp), 0), signed(float(r.welfare_ev_world_ppp_pct), 2), signed(float(r.income_change_world_pct), 2),
        ])  # fmt: skip
    heads = [
        "scenario",
        "catch_up",
        "would-be migrants",
        "nu",
        "mean visa price today, rich regions",
        "quotas filled",
        "movers, million",
        "world EV, 10⁹ int. USD",
        "%",
        "change of income, %",
    ]
    return table(heads, rows)


def closures_table() -> str:
    cases = {"worldbank_3pct": "`fixed`", "wb_mobile": "`mobile`", "wb_steady": "`steady`"}
    rows = []
    for name, word in cases.items():
        r = result(name)
        w, g, hi = native_wages(r), by_group(r), rich(r)
        grow = 100 * (r.gdp_real / r.gdp_base - 1)
        weight = r.gdp_base
        gdp = [float((grow * weight).where(x).sum() / weight.where(x).sum()) for x in (hi, ~hi)]
        rows.append([
            word, signed(float(r.welfare_ev_world_ppp_pct), 2), signed(float(r.income_change_world_pct), 2), signed(w["low"], 2), signed(w["high"], 2),
            *(signed(x, 2) for x in gdp), signed(g["natives"], 0), signed(g["remaining_behind"], 0), signed(g["new_migrants"], 0),
        ])  # fmt: skip
    heads = [
        "capital",
        "world EV, %",
        "change of income, %",
        "natives' wage, low, %",
        "high, %",
        "real GDP rich, %",
        "developing, %",
        "natives, 10⁹ USD",
        "remaining behind",
        "new migrants",
    ]
    return table(heads, rows)


def visa_price_table() -> str:
    from cge.benchmark.read import load_benchmark
    from cge.benchmark.would_be import CENTRAL, barred, would_move

    b = load_benchmark("world")
    stock = barred(b).sum("origin")
    more = would_move(b, CENTRAL, float(b.migration_elasticity)).sum("origin")
    z0 = mean_barriers(b)
    share = 100 * more.sum("skill") / more.sum()
    order = share.destination.values[np.argsort(-share.values)][:18]
    rows = [
        [
            b.region_name.sel(region=d).item(),
            *(f"{float(z0.sel(destination=d, skill=k)):.2f}" for k in ("low", "high")),
            f"{float(stock.sel(destination=d).sum()) / 1e6:.1f}", f"{float(more.sel(destination=d).sum()) / 1e6:.1f}",
            f"{float(share.sel(destination=d)):.0f}", str(GALLUP.get(d, "")),
        ]
        for d in order
    ]  # fmt: skip
    heads = [
        "destination",
        "z0 low",
        "z0 high",
        "migrants who needed a visa, million workers",
        "kept out, million workers",
        "% of those kept out",
        "Gallup, % who name it",
    ]
    return table(heads, rows)


def corridor_check() -> dict[str, str]:
    """Mexico to the United States, low skill, with a calculator; and the United States as a whole."""
    from cge.benchmark.accounts import half_way_efficiency
    from cge.benchmark.read import load_benchmark

    b, r = load_benchmark("world"), result("worldbank_3pct")
    at = {"origin": "MEX", "destination": "USA", "skill": "low"}
    wage = r.wage_base.sel(nativity="native")
    eff = half_way_efficiency(b, float(b.catch_up))
    product = (r.new_migrants * eff * wage).sum("origin") / 1e9
    lost = (r.new_migrants.sum("destination").rename(origin="destination") * wage) / 1e9
    real = float((r.gdp_real - r.gdp_base).sel(region="USA"))
    n, e = float(r.new_migrants.sel(at)), float(eff.sel(at))
    return {
        "hc_movers": f"{n / 1e6:.3f}",
        "hc_wage_usa": f"{float(wage.sel(destination='USA', skill='low')):,.0f}",
        "hc_wage_mex": f"{float(wage.sel(destination='MEX', skill='low')):,.0f}",
        "hc_level_usa": f"{float(b.price_level.sel(region='USA')):.3f}",
        "hc_level_mex": f"{float(b.price_level.sel(region='MEX')):.3f}",
        "hc_eff": f"{e:.3f}",
        "hc_corridor": f"{n * e * float(wage.sel(destination='USA', skill='low')) / 1e9:.1f}",
        "hc_usa": f"{float(product.sel(destination='USA').sum()):.0f}",
        "hc_usa_model": f"{real:.0f}",
        "hc_world_gain": f"{float(product.sum()):.0f}",
        "hc_world_loss": f"{float(lost.sum()):.0f}",
        "hc_world": f"{float(product.sum() - lost.sum()):.0f}",
        "hc_world_model": f"{float((r.gdp_real - r.gdp_base).sum()):.0f}",
    }


def numbers() -> dict[str, str]:
    """Numbers that sentences quote."""
    out = corridor_check()
    for name in SHIPPED[1:]:
        r = result(name)
        out |= {
            f"{name}_bn": f"{abs(float(r.income_change_world)):.0f}",
            f"{name}_pct": f"{abs(float(r.income_change_world_pct)):.2f}",
            f"{name}_ppp_bn": f"{abs(float(r.welfare_ev_world_ppp)):.0f}",
            f"{name}_ppp_pct": f"{abs(float(r.welfare_ev_world_ppp_pct)):.2f}",
            f"{name}_movers": f"{float(r.new_migrants.sum()) / 1e6:.1f}",
            f"{name}_returning": f"{float(r.returnees.sum()) / 1e6:.1f}",
            f"{name}_remittances": f"{abs(float(r.remittances.sum() - r.remittances_base.sum())):.0f}",
        }
        out |= {f"{name}_{g}": signed(x, 0) for g, x in by_group(r).items()}
        out |= {f"{name}_wage_{k}": signed(x, 1) for k, x in native_wages(r).items()}
    r = result("worldbank_3pct")
    hi = rich(r)
    government = r.welfare_ev.sel(group="government").sum("skill")
    families = float(
        (r.new_migrants * (r.migrants_base / r.workers_base.where(r.workers_base > 0))).sum()
    )
    before = r.group_income_before.sel(group="established_migrants").sum("source")
    loss = (
        100
        * r.welfare_ev.sel(group="established_migrants").where(hi).sum("region")
        / before.where(hi).sum("region")
    )
    new = r.group_income.sel(group="new_migrants").sum(["region", "skill"])
    spending = (r.disposable_income_base + r.public_consumption_base).where(hi).sum()
    pure = by_group(result("wb_pure_public"))
    left = result("wb_residence")
    out |= {
        "wb_residence_pct": f"{float(left.income_change_world_pct):.2f}",
        "wb_residence_ppp_pct": f"{float(left.welfare_ev_world_ppp_pct):.2f}",
        "wb_residence_new_ppp": signed(by_group(left, "welfare_ev_ppp")["new_migrants"], 0),
    }
    steady = result("wb_steady")
    out |= {
        "wb_mobile_pct": f"{float(result('wb_mobile').income_change_world_pct):.2f}",
        "wb_steady_pct": f"{float(steady.income_change_world_pct):.2f}",
        "wb_steady_natives": signed(by_group(steady)["natives"], 0),
        "wb_steady_charge": f"{float(steady.capital_charge.sum()):.0f}",
    }
    for catch_up in ("catch025", "catch100"):
        varied = result(f"wb_{catch_up}")
        out[f"wb_{catch_up}_pct"] = f"{float(varied.income_change_world_pct):.2f}"
        out[f"wb_{catch_up}_ppp_pct"] = f"{float(varied.welfare_ev_world_ppp_pct):.2f}"
    unwilling = r.new_migrants.where((r.regime == "stock") & (r.visa_price < 0), 0.0)
    out |= {
        "wb_unwilling": f"{float(unwilling.sum()) / 1e6:.2f}",
        "wb_inducement": f"{-float((unwilling * r.visa_price_usd).sum()) / 1e9:.0f}",
    }
    out |= {
        "wb_families": f"{families / 1e6:.1f}",
        "wb_persons_per_worker": f"{families / float(r.new_migrants.sum()):.2f}",
        "wb_government_up": signed(float(government.where(government > 0).sum()), 0),
        "wb_government_down": signed(float(government.where(government < 0).sum()), 0),
        "wb_established_low": signed(float(loss.sel(skill="low")), 1),
        "wb_established_high": signed(float(loss.sel(skill="high")), 1),
        "wb_remitted": f"{-100 * float(new.sel(source='remittances') / new.sel(source='labour')):.0f}",
        "wb_rich_pct": signed(float(100 * r.welfare_ev.where(hi).sum() / spending), 1),
        "wb_new_ppp": signed(float(r.welfare_ev_ppp.sel(group="new_migrants").sum()), 0),
        "wb_new_ppp_each": f"{1e9 * float(r.welfare_ev_ppp.sel(group='new_migrants').sum() / r.new_migrants.sum()):,.0f}",
        "wb_pure_natives": signed(pure["natives"], 0),
        "wb_rival_natives": signed(by_group(result("wb_all_rival"))["natives"], 0),
        "wb_pure_established": signed(pure["established_migrants"], 0),
        "wb_pure_government": signed(pure["government"], 0),
        "tariffs_bn": f"{float(r.government_revenue.sel(item='tariff').sum()):.0f}",
    }
    for g in ("natives", "established_migrants"):
        for s, (a, b) in change_by_source(r, g, ppp=False).items():
            out[f"wb_{g}_{s}"] = signed(b - a, 0)
    for s, (a, b) in change_by_source(
        result("tariff_free"), "established_migrants", ppp=False
    ).items():
        out[f"tariff_free_established_{s}"] = signed(b - a, 0)
    for k in ("low", "high"):
        quota = change_by_source(result(f"quota_3pct_{k}"), "natives", ppp=False)
        out[f"quota_{k}_natives_transfers"] = signed(
            quota["transfers"][1] - quota["transfers"][0], 0
        )
        gain = r.welfare_ev_ppp.sel(group="new_migrants", skill=k).sum()
        each = 1e9 * float(gain / r.new_migrants.sel(skill=k).sum())
        out[f"wb_new_ppp_each_{k}"] = f"{each:,.0f}".replace("-", "−")
    for s, (a, b) in change_by_source(r, "new_migrants", ppp=True).items():
        out[f"wb_new_ppp_{s}"] = signed(b - a, 0)
    return out | validation() | rule_numbers() | tutorial_numbers() | gains.numbers(result, rich)


def validation() -> dict[str, str]:
    gain = {n: result(n) for n in EXAMPLES if n != "my_quota"}
    out = {}
    for name in ("full_mobility", "full_mobility_adjusted", "ten_percent_adjusted"):
        r = gain[name]
        more = float((r.gdp_real - r.gdp_base).sum())
        out |= {
            f"ml_{name}_pct": f"{100 * more / float(r.gdp_base.sum()):.2f}",
            f"ml_{name}_bn": f"{more:,.1f}",
        }
    r = gain["labour_grows"]
    grown = (r.output / r.output_base).squeeze()
    out |= {f"two_{s.lower()}": f"{float(grown.sel(sector=s)):.7f}" for s in grown.sector.values}
    out["two_welfare"] = f"{1 + float(r.welfare_ev_world) / 150:.7f}"
    r = result("worldbank_3pct")
    out["walras"], out["adding_up"] = (
        f"{abs(float(x)):.0e}" for x in (r.attrs["walras"], r.welfare_residual)
    )
    return out


def rule_numbers() -> dict[str, str]:
    from cge.benchmark import accounts
    from cge.benchmark.read import load_benchmark
    from cge.benchmark.would_be import CENTRAL, barred, totals, would_move

    b = load_benchmark("world")
    z0 = mean_barriers(b)
    force = b.workers.sum("origin").where(
        (b.member.sel(region_group="high_income") == 1).rename(region="destination")
    )
    more = would_move(b, CENTRAL, float(b.migration_elasticity)).sum("origin")
    believed = {
        f"would_move_{x}": f"{float(totals(b).sel(belief=x)) / 1e6:.0f}" for x in b.belief.values
    }
    wage = accounts.native_wage(b).rename(region="destination")
    tax = b.income_tax.sel(factor=b.skill.values).rename(factor="skill", region="destination")
    pay = (b.workers * b.efficiency * wage * (1 - tax)).sum("skill")
    sent = accounts.remittances_sent(b)
    capped = (sent / pay.where(pay > 0)).where(b.remittances > 0) > 0.399
    return believed | {
        "z0_rich": f"{float((z0 * force).sum() / force.sum()):.2f}",
        "remit_capped": f"{int(capped.sum())}",
        "remit_corridors": f"{int((b.remittances > 0).sum()):,}",
        "remit_capped_pct": f"{100 * float(sent.where(capped).sum() / sent.sum()):.0f}",
        "barred": f"{float(barred(b).sum()) / 1e6:.0f}",
        "abroad": f"{float(b.workers.sum() - sum(float(b.workers.sel(origin=r, destination=r).sum()) for r in b.region.values)) / 1e6:.0f}",
        "kept_out_usa": f"{100 * float(more.sel(destination='USA').sum() / more.sum()):.0f}",
    }


def mean_barriers(b: xr.Dataset) -> xr.DataArray:
    """Today's visa price, mean over migrants in logs (destination, skill) [share of income]."""
    from cge.benchmark.visa_prices import benchmark_visa_price
    from cge.benchmark.would_be import CENTRAL, barred

    price = benchmark_visa_price(b, float(b.migration_elasticity), CENTRAL)
    stock = barred(b)
    logs = (np.log1p(-price) * stock).sum("origin") / stock.sum("origin")
    return -np.expm1(logs).transpose("destination", "skill")


def tutorial_numbers() -> dict[str, str]:
    out = {}
    at = {"origin": "IND", "destination": "DEU", "skill": "high"}
    for name in ("my_quota", "my_quota_small"):
        r = result(name).sel(at)
        out |= {
            f"{name}_today": f"{float(r.workers_base):,.0f}", f"{name}_new": f"{float(r.new_migrants):,.0f}",
            f"{name}_z": f"{abs(float(r.visa_price)):.2f}", f"{name}_z0": f"{float(r.visa_price_base):.2f}",
            f"{name}_usd": f"{abs(float(r.visa_price_usd)):,.0f}",
        }  # fmt: skip
    r = result("my_quota")
    out |= {"my_quota_ev_new": signed(float(r.welfare_ev.sel(group="new_migrants").sum()), 2),
            "my_quota_ev_new_ppp": signed(float(r.welfare_ev_ppp.sel(group="new_migrants").sum()), 2)}  # fmt: skip
    return out


# -------------------------------------------------------------------------------- text and README
def output_blocks(printed: str) -> dict[str, str]:
    """What the commands of the pages print."""
    status, *scenarios = re.split(r"\n\n(?=(?!caution)\w+: )", printed)
    worldbank = next(part for part in scenarios if part.startswith("worldbank_3pct:"))
    tutorial = command("run", "docs/tutorial/my_quota.yaml", "--out", "my_quota.nc")
    (ROOT / "my_quota.nc").unlink()
    return {
        "run.txt": f"{status}\n...\n{worldbank}",
        "check.txt": command("check", "docs/tutorial/my_quota.yaml").replace("docs/tutorial/", ""),
        "tutorial.txt": tutorial,
        "explain.txt": command("explain", "welfare_ev") + command("explain", "M-7"),
    }


SHELL_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def tutorial_python() -> str:
    """What the Python of the tutorial prints."""
    page = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    code = "".join(SHELL_PYTHON.findall(page)).replace(
        '"my_quota.nc"', f'"{RESULTS / "my_quota.nc"}"'
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def fill_readme(parts: dict[str, str]) -> None:
    path = ROOT / "README.md"
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = pattern.sub(lambda m, part=part: m[1] + part.strip("\n") + "\n" + m[2], text)
    path.write_text(text, encoding="utf-8")


def excerpt(text: str) -> str:
    """The output without cautions and blank ends, as a code block."""
    return "```text\n" + "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n```"


def main() -> None:
    printed = solve(*[word for word in sys.argv[1:] if word == "--resume"])
    write("headline.md", headline_table())
    write("groups.md", groups_table())
    write("wages.md", wages_table())
    write("new_migrants.md", sources_table("worldbank_3pct", "new_migrants"))
    for name in (
        "worldbank_3pct",
        "eu_free_movement_undone",
        "tariff_free",
        "remittance_cost_3pct",
    ):
        write(f"sources_{name}.md", source_changes(name))
    write("unfilled.md", unfilled_table())
    write("sensitivity.md", sensitivity_table())
    write("closures.md", closures_table())
    write("visa_price.md", visa_price_table())
    gain_tables()
    blocks = output_blocks(printed)
    for name, text in blocks.items():
        write(name, "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n")
    if (DOCS / "tutorial.md").exists():
        write("tutorial_python.txt", tutorial_python())
    found = numbers()
    write("numbers.json", json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n")

    import make

    make.groups(by_group(result("worldbank_3pct")), found)
    fill_readme(
        {
            "output": excerpt(blocks["run.txt"]),
            "headline": headline_table(),
            "validation": make.validation(found),
        }
    )
    subprocess.run([sys.executable, DOCS / "_ext" / "whole.py"], check=True)


if __name__ == "__main__":
    main()
