"""Gains by channel: the integrand of (W-6), and what those who moved gained themselves.

Derivatives along the path are central differences along the exact tangent of the equilibrium.  The
derivation of every term is in docs/model/decomposition.md.
"""

from __future__ import annotations

import xarray as xr

CHANNELS = (
    "reallocation",
    "complementary_surplus",
    "terms_of_trade",
    "tax_wedges",
    "fiscal",
    "remittances",
    "visa_revenue",
    "capital_income",
    "externalities",
    "technology",
)
PROPERTY = ["capital", "resources"]
RECEIPTS = ["visas", "sponsors", "levies"]
Levels = dict[str, xr.DataArray]


def stack(parts: dict[str, xr.DataArray]) -> xr.DataArray:
    """One array (..., region, channel); a channel without part is zero."""
    like = xr.zeros_like(next(iter(parts.values())))
    rows = [parts.get(name, like) + like for name in CHANNELS]
    return xr.concat(rows, xr.IndexVariable("channel", list(CHANNELS))).transpose(
        ..., "region", "channel"
    )


def integrand(ahead: Levels, back: Levels, width: float, sector: str) -> xr.DataArray:
    """Change of the equivalent variation by channel, per unit of the shock (region, channel).

    Parameters
    ----------
    ahead, back
        Levels a little further along the tangent, and a little less far.
    width
        Share of the shock between them.
    sector
        Who sells what sending remittances costs.

    Notes
    -----
    The gain of those who moved at today's wages is left out of ``reallocation`` here, and with it
    out of ``complementary_surplus``: it is known at the end of the path, see :func:`of_movers`.
    """
    x = {name: (ahead[name] + back[name]) / 2 for name in ahead}
    d = {name: (ahead[name] - back[name]) / width for name in ahead}
    real = x["real"]
    extra = _extra_services(x, d)
    sending = x["services"] * (d["pc"] / x["pc"].where(x["pc"] > 0)).sel(sector=sector, drop=True)
    steady, financed = _saving(x, d)
    moving, invented, better, spilled = _quantities(x, d)
    gained = {
        "complementary_surplus": real * moving
        - d["real"] * x["gross_of_movers"].sum("group")
        - real * d["gross_of_movers"].sum("group")
        - (d["gross_before"] - d["gross_before_of_movers"].sum("group")),
        "terms_of_trade": real * (_terms_of_trade(x, d) + financed),
        "tax_wedges": real * _wedges(x, d),
        "fiscal": d["public"] * (1 - real * x["p_gov"])
        - _sources(d["before"], ["labour", "transfers"])
        + d["gross_before"],
        "remittances": real * (_sources(d["income"], ["remittances"]) - d["matched"] + sending)
        - _sources(d["before"], ["remittances"]),
        "visa_revenue": real
        * (_sources(d["income"], RECEIPTS) + d["other_revenue"] + d["matched"] + extra - sending)
        - _sources(d["before"], RECEIPTS),
        "capital_income": real
        * (
            d["from_abroad"]
            - d["charge"]
            + (x["rental"] * (d["stock"] - d["endowment"])).sum("factor")
            + steady
        )
        - _sources(d["before"], PROPERTY),
        "externalities": real * spilled,
        "technology": real * (invented + better),
    }
    return stack(gained)


def of_movers(end: Levels) -> xr.DataArray:
    """What movers gained, against their own life before (group, region, channel)."""
    real = end["real"]
    after, before = end["income_of_movers"], end["before_of_movers"]
    gross = real * end["gross_of_movers"] - end["gross_before_of_movers"]

    def gain(sources: list[str]) -> xr.DataArray:
        return real * _sources(after, sources) - _sources(before, sources)

    return stack(
        {
            "reallocation": gross,
            "fiscal": gain(["labour", "transfers"]) - gross,
            "remittances": gain(["remittances"]),
            "visa_revenue": gain(RECEIPTS),
            "capital_income": gain(PROPERTY),
        }
    )


def first_order(base: Levels, now: Levels) -> xr.DataArray:
    """Terms of trade and volume at benchmark quantities and taxes (region, first_order_term).

    The textbook's first-order formula, for comparison only; border prices over the world consumer
    price index.
    """
    d = {name: now[name] - base[name] for name in base}

    def dearer(price: str) -> xr.DataArray:
        return now[price] / now["p_world"] - base[price]

    moved = base["shipped"] * dearer("fob")
    terms = _by_region(moved, "exporter") - _by_region(moved, "importer")
    terms = terms + base["foreign_saving"] * dearer("p_inv")  # imports that others pay
    if "net" in base:
        terms = terms + (base["net"] * dearer("world_price")).sum("sector")
    parts = {"terms_of_trade": terms, "volume": _wedges(base, d)}
    return xr.concat(list(parts.values()), xr.IndexVariable("first_order_term", list(parts))).T


def _by_region(bilateral: xr.DataArray, kept: str) -> xr.DataArray:
    """Sum over goods and partners (region)."""
    return bilateral.sum([d for d in bilateral.dims if d != kept]).rename({kept: "region"})


def _sources(by_source: xr.DataArray, names: list[str]) -> xr.DataArray:
    return by_source.sel(source=names).sum("source")


def _quantities(x: Levels, d: Levels) -> tuple[xr.DataArray, ...]:
    """Work of other hands, more of what is given, better ways to use it, and spill-overs."""
    harder = (x["natives_bill"] * d["effort"]).sum("skill")
    work = (x["wage"] * d["labour"]).sum("skill") - harder
    given = harder + (x["rental"] * d["endowment"]).sum("factor")
    sold = (1 - x["to"]) * x["po"] * x["output"]
    cheaper = (
        (x["labour"] * d["wage"]).sum("skill")
        + (x["stock"] * d["rental"]).sum("factor")
        + (x["bundle"] * d["pint"]).sum("sector")
        - ((1 - x["to"]) * x["output"] * d["po"] - x["po"] * x["output"] * d["to"]).sum("sector")
    )
    meant = (sold * d["productivity"] / x["productivity"]).sum("sector")
    meant = meant + (x["rental"] * x["stock"] * d["ability"] / x["ability"]).sum("factor")
    meant = meant + (x["wage"] * x["labour"] * d["skilled_ability"] / x["skilled_ability"]).sum(
        "skill"
    )
    melted = _by_region(x["arrived"] * x["fob"] * d["tc"], "importer")
    return work, given, meant - melted, cheaper - meant


def _terms_of_trade(x: Levels, d: Levels) -> xr.DataArray:
    """Exports that fetch more, less imports that cost more."""
    moved = x["shipped"] * d["fob"]
    terms = _by_region(moved, "exporter") - _by_region(moved, "importer")
    if "net" in x:
        terms = terms + (x["net"] * d["world_price"]).sum("sector")
    return terms


def _wedges(x: Levels, d: Levels) -> xr.DataArray:
    """Taxed quantities that grow: worth more to who buys than they cost who makes."""
    made = (x["to"] * x["po"] * d["output"]).sum("sector")
    bought = _by_region(x["tm"] * x["cif"] * d["arrived"], "importer")
    sold = _by_region(x["tx"] * x["producer"] * d["shipped"], "exporter")
    if "net" in x:
        bought = bought + (x["hub_tm"] * x["world_price"] * d["bought"]).sum("sector")
        sold = sold + (x["hub_tx"] * x["price"] * d["sold"]).sum("sector")
    return made + bought + sold


def _extra_services(x: Levels, d: Levels) -> xr.DataArray:
    """Price changes of what is bought to send money or to get in: its value is given."""
    return (
        (x["use"] * d["pc"]).sum("sector")
        - (x["bundle"] * d["pint"]).sum("sector")
        - x["consumption"] * d["p_cons"]
        - x["public"] * d["p_gov"]
        - x["investment"] * d["p_inv"]
    )


def _saving(x: Levels, d: Levels) -> tuple[xr.DataArray, xr.DataArray]:
    """Price changes of what residents do not count as theirs: added capital, foreign saving."""
    dearer = (d["p_inv"] / x["p_inv"].where(x["p_inv"] > 0)).fillna(0.0)
    financed = x["foreign_saving"] * dearer
    counted = x["income"].sum("source") * d["real"] / x["real"]
    bought = x["consumption"] * d["p_cons"] + x["investment"] * d["p_inv"]
    return counted + bought - financed, financed
