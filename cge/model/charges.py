"""From the charges, levies and linkages of a scenario to sets, parameters and variables."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo
import xarray as xr

from cge.model import sets, shares, variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cge.model.path import Path
    from cge.model.people import People
    from cge.scenario.settings import Cap, Settings

ODK = ("origin", "destination", "skill")
USD = 1e-9
"""10^9 USD per USD."""
SHARE_OF = {
    "destination_government": "to_government",
    "destination_natives": "to_natives",
    "sponsors": "to_sponsors",
    "origin_government": "to_origin",
}
"""Parameter with each recipient's share of what is paid for visas; of levies ``levy_`` and this."""
NEXT_TO_NOBODY = 1e-14
"""Share of the stayers, far below one person, with which an empty corridor starts."""
FIRST_PRICE = 0.05
"""Price at which a sale of places begins, as a share of the lowest income of those who may buy."""


def live(m: pyo.ConcreteModel, name: str, over: Any, start: Any = 0.0) -> None:
    """A parameter that the path moves."""
    param = pyo.Param(over, initialize=start, default=0.0, within=pyo.Any, mutable=True)
    m.add_component(name, param)


def by_place(
    keys: Iterable[sets.Key], m: pyo.ConcreteModel, names: tuple[str, str], tail: int = 0
) -> None:
    """Sets of what happens in a region and of what happens to those born there.

    The last three labels of a key are (origin, destination, skill); ``tail`` is the number of
    labels before them.
    """
    keys, head = list(keys), tuple(range(tail))
    o, d, k = tail, tail + 1, tail + 2
    for name, by, member in [(names[0], d, (*head, o, k)), (names[1], o, (*head, d, k))]:
        lists = sets.grouped(keys, (by,), member, m.REGIONS)
        m.add_component(name, pyo.Set(m.REGIONS, dimen=tail + 2, initialize=lists))


class CorridorCharges:
    """What the scenario charges, looked up by corridor."""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.charges
        self._cells: dict[str, dict[Any, Any]] = {}

    def __getitem__(self, name: str) -> Callable[[sets.Key], float]:
        """Value of one charge by corridor; zero (NaN for fees) where the scenario has none."""
        if self._data is None:
            return lambda _key: math.nan if name.startswith("fee") else 0.0
        data = self._data
        return self._by_corridor(name, lambda: data[name])

    def share_of(self, recipient: str) -> Callable[[sets.Key], float]:
        """Share of the money paid that a recipient gets."""
        if self._data is None:
            return lambda _key: 0.0
        revenue = self._data.revenue
        return self._by_corridor(recipient, lambda: revenue.sel(recipient=recipient, drop=True))

    def _by_corridor(
        self, name: str, array: Callable[[], xr.DataArray]
    ) -> Callable[[sets.Key], float]:
        """Look up an array, which is read once however often it is asked for."""
        if name not in self._cells:
            self._cells[name] = array().transpose(*ODK).to_series().to_dict()
        cells = self._cells[name]
        return lambda key: float(cells[key])


def declare_visas(
    m: pyo.ConcreteModel,
    settings: Settings,
    who: People,
    regime: dict[sets.Key, str],
    path: Path,
    services: str,
) -> None:
    """Sets, parameters and variables of what is paid for visas (M-2, M-4)."""
    charges = CorridorCharges(settings)
    cap_of = {key: cap for cap in settings.caps for key in cap.corridors}
    priced = [key for key in m.DECIDES if charges["priced"](key)]
    money = [key for key in priced if key in cap_of and cap_of[key].money]
    fee_usd = charges["fee_usd"]
    m.PRICED = pyo.Set(initialize=priced, dimen=3)
    m.FEE_IN_MONEY = pyo.Set(
        initialize=[key for key in priced if math.isfinite(fee_usd(key))], dimen=3
    )
    m.PRICED_IN_MONEY = pyo.Set(initialize=money, dimen=3)
    paid, in_usd = set(priced), set(money)
    in_shares = [key for key in priced if key not in in_usd]
    m.PRICED_IN_SHARES = pyo.Set(initialize=in_shares, dimen=3)
    everybody = charges["established"]
    m.PRICED_FOR_ALL = pyo.Set(initialize=[key for key in priced if everybody(key)], dimen=3)
    levied = levied_on_new(settings)
    apart = [k for k in m.DECIDES if k in levied or (k in paid and not everybody(k))]
    m.TWO_PRICES = pyo.Set(initialize=apart, dimen=3)
    for_all = set(m.PRICED_FOR_ALL)
    live(m, "for_all", m.DECIDES, dict.fromkeys(for_all, 1.0))
    live(m, "spared", m.DECIDES, {key: 1.0 for key in apart if key not in for_all})
    rationed = [key for key in apart if key in cap_of and key not in paid]
    m.RATIONED = pyo.Set(initialize=rationed, dimen=3)
    live(m, "rationed", m.DECIDES, dict.fromkeys(rationed, 1.0))
    under = {key: [cap_of[key].name] if key in cap_of else [] for key in m.DECIDES}
    m.cap_of = pyo.Set(m.DECIDES, initialize=under)
    asked = paid | set(rationed)
    unpaid = {key: [] if key in asked else caps for key, caps in under.items()}
    m.rationed_by = pyo.Set(m.DECIDES, initialize=unpaid)
    by_place(priced, m, ("payers_in", "payers_from"))
    through = sets.bought_through(priced, services, m.COMPOSITE)
    m.payers_through = pyo.Set(m.COMPOSITE, dimen=2, initialize=through)
    live(m, "price_in_money", m.PRICED_FOR_ALL, {k: float(k in in_usd) for k in for_all})
    fee_in_money = set(m.FEE_IN_MONEY)
    live(m, "fee_in_money", m.PRICED_FOR_ALL, {k: float(k in fee_in_money) for k in for_all})
    sold = [key for key in priced if regime[key] == "auction"]
    least = [key for key in sold if key in fee_in_money or charges["fee"](key) > 0]
    live(m, "is_floor", m.PRICED, dict.fromkeys(least, 1.0))
    _declare_shares(m, charges, path)
    _declare_fees(m, charges, who, regime, path)
    _declare_prices(m, charges, who, cap_of, path)
    for name in ("paid", "lost", "paid_old"):
        variables.levels(m, name, 0.0, m.CORRIDORS)
        getattr(m, name).fix()
        for key in m.PRICED_FOR_ALL if name == "paid_old" else m.PRICED:
            getattr(m, name)[key].unfix()
    variables.levels(m, "visa_payment", 0.0, m.PRICED)


def levied_on_new(settings: Settings) -> set[Any]:
    """Corridors where new migrants alone pay a levy that they see in their pay."""
    levies = [x for x in settings.levies if x.base in ("earnings", "head") and not x.established]
    return {key for levy in levies for key in levy.corridors}


def _declare_shares(m: pyo.ConcreteModel, charges: CorridorCharges, path: Path) -> None:
    """Who gets which part of the price; nothing is paid at the benchmark."""
    for name in ("captured", "captured_fee", "dissipated"):
        live(m, name, m.PRICED)
        path.to(m, name, {key: charges[name](key) for key in m.PRICED})
    for recipient, name in SHARE_OF.items():
        share = charges.share_of(recipient)
        live(m, name, m.PRICED, {key: share(key) for key in m.PRICED})


def _declare_fees(
    m: pyo.ConcreteModel,
    charges: CorridorCharges,
    who: People,
    regime: dict[sets.Key, str],
    path: Path,
) -> None:
    """Fees start at the price that they replace; what comes on top starts at zero."""
    replaces = {key: regime[key] in ("fee", "price") for key in m.PRICED}
    today = {key: -math.expm1(-m.barrier_base[key]) for key in m.PRICED}
    start = {key: today[key] if replaces[key] else 0.0 for key in m.PRICED}
    variables.levels(m, "fee_share", start, m.PRICED)
    m.fee_share.fix()
    share, usd = charges["fee"], charges["fee_usd"]
    given = {key: share(key) for key in m.PRICED if math.isfinite(share(key))}
    path.to(m, "fee_share", given)
    income, scale = who.income.to_series().to_dict(), who.scale.to_series().to_dict()
    first = {key: start[key] * income[key] * scale[key] for key in m.FEE_IN_MONEY}
    live(m, "v_fee", m.FEE_IN_MONEY, first)
    path.to(m, "v_fee", {key: scale[key] * usd(key) * USD for key in m.FEE_IN_MONEY})
    for key in m.FEE_IN_MONEY:
        m.fee_share[key].unfix()


def _declare_prices(
    m: pyo.ConcreteModel,
    charges: CorridorCharges,
    who: People,
    cap_of: Mapping[Any, Cap],
    path: Path,
) -> None:
    """Prices of scarce places; places that sponsors offer and what they cost."""
    scale, income = who.scale.to_series().to_dict(), who.income.to_series().to_dict()
    part = charges.share_of("sponsors")
    slots = {key: cap_of[key].slots for key in m.PRICED_IN_MONEY}
    sponsored = {key: supply for key, supply in slots.items() if supply is not None}
    received = {key: part(key) if key in sponsored else 1.0 for key in m.PRICED_IN_MONEY}
    unit = {  # what sponsors get where movers pay a whole income, however little of it that is
        cap.name: min(received.get(key, 1.0) * income[key] for key in cap.corridors)
        for cap in cap_of.values()
        if cap.money
    }
    price = {k: scale[k] * unit[cap_of[k].name] / received[k] for k in m.PRICED_IN_MONEY}
    live(m, "v_price", m.PRICED_IN_MONEY, price)
    live(m, "v_hosting", m.PRICED)
    live(m, "v_hosting_charge", m.PRICED_IN_MONEY)
    cost = {key: scale[key] * supply.cost * USD for key, supply in sponsored.items()}
    path.to(m, "v_hosting", cost)
    path.to(m, "v_hosting_charge", {key: x / received[key] for key, x in cost.items()})
    _declare_barriers(m, {key: x / scale[key] / income[key] for key, x in price.items()})
    _declare_slots(m, cap_of, unit, path)


def _declare_barriers(m: pyo.ConcreteModel, price: Mapping[sets.Key, float]) -> None:
    """Barriers where they start; ``price`` of a place in money is a share of income."""
    scarce = {key: m.barrier_base[key] if m.cap_of[key] else 0.0 for key in m.PRICED}
    scarce |= {key: FIRST_PRICE * share for key, share in price.items()}
    kept = {
        key: 1 - scarce[key]
        if key in price
        else (1 - m.fee_share[key].value) * math.exp(-scarce[key])
        for key in m.PRICED
    }
    variables.levels(m, "scarcity", scarce, m.PRICED)
    variables.levels(m, "kept", kept, m.PRICED)
    asked = {key: -math.log(kept.get(key, 1.0)) for key in m.DECIDES}
    asked |= {key: m.barrier_base[key] for key in m.RATIONED}
    variables.levels(m, "asked_barrier", asked, m.DECIDES)
    variables.levels(m, "beyond", 0.0, m.DECIDES)
    two_prices, unknown = set(m.TWO_PRICES), {*m.PRICED, *m.RATIONED}
    for key in m.DECIDES:
        if key not in unknown:
            m.asked_barrier[key].fix()
        if key not in two_prices:
            m.beyond[key].fix()


def _declare_slots(
    m: pyo.ConcreteModel, cap_of: Mapping[Any, Cap], unit: dict[str, float], path: Path
) -> None:
    """The supply of places, opened along the path."""
    caps = {cap.name: cap for cap in cap_of.values()}
    slots = {name: cap.slots for name, cap in caps.items() if cap.slots is not None}
    rate = {n: unit[n] / (s.mean * USD) for n, s in slots.items() if s.mean > 0}
    live(m, "slots_most", m.CAPS)
    live(m, "sponsored", m.CAPS, {name: float(name in slots) for name in m.CAPS})
    live(m, "slots_spread", m.CAPS, {c: float(c in rate) for c in m.CAPS})
    live(m, "slots_rate", m.CAPS, {c: rate.get(c, 0.0) for c in m.CAPS})
    path.to(m, "slots_most", {name: s.most / caps[name].today for name, s in slots.items()})


def declare_levies(m: pyo.ConcreteModel, settings: Settings, who: People, path: Path) -> None:
    """Sets and parameters of levies, one by one, and what they take from a mover together."""
    levies = {levy.name: levy for levy in settings.levies}
    m.LEVIES = pyo.Set(initialize=list(levies))
    there = {"property": set(m.claiming), "remittances": set(m.remitting)}
    keys: dict[str, list[sets.Key]] = defaultdict(list)
    for levy in settings.levies:
        allowed = there.get(levy.base, set(m.CORRIDORS))
        keys[levy.base] += [(levy.name, *key) for key in levy.corridors if key in allowed]
    for base, name in [
        ("earnings", "LEVIES_ON_EARNINGS"),
        ("head", "LEVIES_ON_HEADS"),
        ("property", "LEVIES_ON_PROPERTY"),
        ("remittances", "LEVIES_ON_REMITTANCES"),
    ]:
        m.add_component(name, pyo.Set(initialize=keys[base], dimen=4))
    every = [key for listed in keys.values() for key in listed]
    m.LEVIED = pyo.Set(initialize=every, dimen=4)
    by_place(every, m, ("levied_in", "levied_from"), tail=1)
    variables.levels(m, "levied", 0.0, m.LEVIED)
    live(m, "levy_size", m.LEVIES)
    sizes = {n: x.rate * (USD if x.base == "head" else 1.0) for n, x in levies.items()}
    path.to(m, "levy_size", sizes)
    live(m, "levy_on_old", m.LEVIES, {n: float(x.established) for n, x in levies.items()})
    live(m, "levy_credit", m.LEVIES, {n: x.credit for n, x in levies.items()})
    mover = {n: float(x.base != "remittances") for n, x in levies.items()}
    live(m, "levy_by_mover", m.LEVIES, mover)
    for recipient, name in SHARE_OF.items():
        part = {n: x.shares.get(recipient, 0.0) for n, x in levies.items()}
        live(m, f"levy_{name}", m.LEVIES, part)
    shares.fill(m, "v_head", m.CORRIDORS, who.scale, *ODK)
    _declare_burden(m, settings, who, path)


def _declare_burden(m: pyo.ConcreteModel, settings: Settings, who: People, path: Path) -> None:
    """What all levies together take from wages, and per head, of new and established migrants."""
    income = who.income.to_series().to_dict()
    totals: dict[str, dict[sets.Key, float]] = defaultdict(lambda: defaultdict(float))
    for levy in settings.levies:
        for key in levy.corridors:
            kind, size = "levy_rate", levy.rate
            if levy.base == "head":
                kind, size = "levy_amount", levy.rate * USD / income[key]
            if levy.base in ("earnings", "head"):
                totals[kind][key] += size * (1 - levy.credit)
                totals[f"{kind}_old"][key] += size * (1 - levy.credit) * levy.established
    for name in ("levy_rate", "levy_amount", "levy_rate_old", "levy_amount_old"):
        live(m, name, m.CORRIDORS)
        path.to(m, name, {key: x for key, x in totals[name].items() if key in m.CORRIDORS})


def declare_linkage(
    m: pyo.ConcreteModel, settings: Settings, who: People, force: xr.DataArray, path: Path
) -> None:
    """Tariff cuts by exporter and importer; ``force`` is the benchmark labour force (region)."""
    pairs = sorted({(s, r) for _, s, r in m.TRADE})
    m.TRADING = pyo.Set(initialize=pairs, dimen=2)
    variables.levels(m, "cut", 0.0, m.TRADING)
    m.cut.fix()
    scale = (100 * who.scale / force.rename(region="origin")).transpose(*ODK)
    percent = scale.to_series().to_dict()
    rates: dict[sets.Key, float] = {}
    admitted: dict[sets.Key, list[sets.Key]] = {}
    weights: dict[sets.Key, float] = {}
    for link in settings.linkages:
        granted = [(s, link.importer) for s in link.exporters if (s, link.importer) in m.TRADING]
        if link.cut is not None:
            path.to(m, "cut", dict.fromkeys(granted, link.cut))
            continue
        for s, r in granted:
            rates[s, r] = link.per_percent or 0.0
            admitted[s, r] = [(d, k) for _, d, k in link.corridors]
            weights |= {(s, r, d, k): percent[o, d, k] for o, d, k in link.corridors}
    m.LINKED = pyo.Set(initialize=list(rates), dimen=2)
    m.admitted_for = pyo.Set(m.LINKED, dimen=2, initialize=admitted)
    m.ADMITTED = pyo.Set(initialize=list(weights), dimen=4)
    live(m, "su_admitted", m.ADMITTED, weights)
    live(m, "cut_rate", m.LINKED)
    path.to(m, "cut_rate", rates)
    variables.levels(m, "excess_cut", 0.0, m.LINKED)
    for key in m.LINKED:
        m.cut[key].unfix()


def declare_matching(m: pyo.ConcreteModel, settings: Settings, path: Path) -> None:
    """What origins' governments add to remittances."""
    live(m, "matching", m.REGIONS)
    goal = settings.values.get("matching")
    if goal is not None:
        series = xr.DataArray(goal).to_series().to_dict()
        path.to(m, "matching", {r: float(series[r]) for r in m.REGIONS})


def seeds(m: pyo.ConcreteModel, settings: Settings, who: People, path: Path) -> None:
    """Corridors that open from nothing: who would live there, from next to nobody (M-1)."""
    empty = [key for key in m.CHOICE if m.mig_base[key] == 0]
    live(m, "seed", m.CHOICE, {key: NEXT_TO_NOBODY if key in empty else 1.0 for key in m.CHOICE})
    if settings.seed is None:
        return
    goal = (settings.seed / who.scale).transpose(*ODK).to_series().to_dict()
    path.to(m, "seed", {key: float(goal[key]) for key in empty})
    for key in empty:
        m.mig[key].set_value(NEXT_TO_NOBODY)
