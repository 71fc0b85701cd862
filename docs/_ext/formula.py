"""Equations of the model as LaTeX: the rules are called with symbols in place of the model.

Every rule of :mod:`cge.model` is a function ``rule(m, *index)`` that returns ``lhs == rhs``.  Here
``m`` is a stand-in whose attributes are symbols, so that what is printed is what is solved.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import cge.model
from cge.model.blocks import BLOCKS, every_equation
from cge.model.equation import Equation
from cge.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUM, PRODUCT, POWER, ATOM = 0, 1, 2, 3

MORE = {
    "th_va": r"\theta^{VA}",
    "th_int": r"\theta^{N}",
    "th_input": r"\theta^{I}",
    "th_factor": r"\theta^{F}",
    "th_labour": r"\theta^{L}",
    "th_skill": r"\theta^{K}",
    "th_home": r"\theta^{D}",
    "th_source": r"\theta^{M}",
    "th_cons": r"\theta^{C}",
    "th_gov": r"\theta^{G}",
    "th_inv": r"\theta^{Inv}",
    "th_native": r"\theta^{n}",
    "th_numeraire": r"\theta^{P}",
    "th_world": r"\theta^{W}",
    "su_factor": r"\lambda^{F}",
    "su_skill": r"\lambda^{K}",
    "su_home": r"\lambda^{D}",
    "su_export": r"\lambda^{X}",
    "su_input": r"\lambda^{I}",
    "su_cons": r"\lambda^{C}",
    "su_gov": r"\lambda^{G}",
    "su_inv": r"\lambda^{Inv}",
    "su_migrant": r"\lambda^{m}",
    "su_heads": r"\lambda^{N}",
    "su_heads_left": r"\lambda^{N}",
    "su_workers": r"\lambda^{W}",
    "su_workers_home": r"\lambda^{W}",
    "su_cap": r"\lambda^{Q}",
    "v_factor": "V^{F}",
    "v_skill": "V^{K}",
    "v_property": r"V^{\Pi}",
    "v_gdp": "V^{GDP}",
    "v_property_world": r"V^{\Pi W}",
    "v_disposable": "V^{Y}",
    "v_government": "V^{G}",
    "v_investment": "V^{I}",
    "v_foreign_saving": "V^{S}",
    "v_other_transfers": "V^{T}",
    "v_output": "V^{O}",
    "price_base": r"\bar p",
    "cost_base": r"\bar c",
    "su_made": r"\lambda^{O}",
    "su_used": r"\lambda^{C}",
    "su_hub": r"\lambda^{W}",
    "su_link": r"\lambda^{S}",
    "v_absorption": "V^{C}",
    "v_trade": "V^{M}",
    "v_native_wage": "V^{w}",
    "to_base": r"\bar t^{O}",
    "wedge_base": r"\bar\phi",
    "inv_esubnm": r"\tfrac{1}{\sigma^{NM}}",
    "inv_nu": r"\tfrac{1}{\nu}",
    "saving_base": r"\bar s",
    "foreign_ownership": r"\omega^{F}",
    "ownership": r"\omega",
    "portable": r"\mathbb{1}^{port}",
    "mover_wealth": r"\mu",
    "leaving": "m",
    "v_worn": "V^{D}",
    "congestion": r"\rho",
    "eff": "e",
    "mig_base": r"\bar M",
    "mig": r"\hat M",
    "stay": r"\hat S",
    "born": r"\bar S",
    "effort": r"\epsilon",
    "residents": "W",
    "entitled": "B",
    "public_scale": "\\gamma",
    "transfer_base": "\\bar T",
    "benefit_base": "\\bar b",
    "benefit_weight": "\\beta",
    "su_skilled": r"\lambda^{H}",
    "su_skilled_home": r"\lambda^{H}",
    "eligible": "\\eta",
    "eligible_new": r"\eta^{new}",
    "numeraire": r"\bar P",
    "remittance_cost": r"\kappa",
    "gap_wage_base": r"\bar w",
    "gap_share": "t",
    "outflow": r"\Omega",
    "moved": r"\bar\Omega",
    "lift": r"\iota",
    "esubgov": r"\sigma^G",
    "complementarity": r"\mu",
    "kink": r"\mu",
    "loss": r"\ell",
    "inv_esubvin": r"\tfrac{1}{\sigma^{V}}",
    "seed": r"\bar S",
    "kept": "k",
    "irr_seed": r"\bar M^{i}",
    "smuggling_base": r"\bar z^{i}",
    "discount": r"\epsilon^{i}",
    "scarcity": "b^s",
    "spared": r"\mathbb{1}^{new}",
    "rationed": r"\mathbb{1}^{quota}",
    "is_floor": r"\mathbb{1}^{least}",
    "for_all": r"\mathbb{1}^{all}",
    "paid": r"\pi",
    "paid_old": r"\pi^{old}",
    "lost": r"\delta^{*}",
    "visa_payment": r"\mathcal V",
    "levied": r"\mathcal L",
    "excess_cut": "c^{+}",
    "v_fee": "V^{f}",
    "v_price": "V^{b}",
    "v_hosting": "V^{h}",
    "v_hosting_charge": "V^{h*}",
    "v_transfer": "V^{T}",
    "v_mover": "V^{y}",
    "price_in_money": r"\mathbb{1}^{USD}",
    "fee_in_money": r"\mathbb{1}^{fee}",
    "to_government": r"\rho^{G}",
    "to_natives": r"\rho^{N}",
    "to_sponsors": r"\rho^{S}",
    "to_origin": r"\rho^{O}",
    "levy_to_government": r"\rho^{G}",
    "levy_to_natives": r"\rho^{N}",
    "levy_to_sponsors": r"\rho^{S}",
    "levy_to_origin": r"\rho^{O}",
    "levy_on_old": r"\mathbb{1}^{old}",
    "levy_by_mover": r"\mathbb{1}^{move}",
    "levy_credit": r"\kappa^{c}",
    "levy_amount": r"h",
    "levy_amount_old": r"h^{old}",
    "levy_rate_old": r"t^{old}",
    "su_gap": r"\theta^{gap}",
    "slots_rate": r"\lambda^{s}",
    "slots_spread": r"\mathbb{1}^{s}",
    "is_group": r"\mathbb{1}^{g}",
}
"""Letters of shares, benchmark values and a few others; the rest are in cge/symbols.csv."""

HELPERS = {
    "jobs": r"\varphi",
    "enforced": r"\mathcal E^{v}",
    "service_scale": r"\gamma^{s}",
    "native_work": r"\varphi^{n}",
    "real_wage": "w^{real}",
    "recent_wage": "w^{job}",
    "benefit_of_native": r"\beta^{n}",
    "benefit_of_recent": r"\beta^{new}",
    "benefit_of_established": r"\beta^{old}",
    "paid_to_new": r"\mathcal S^{new}",
    "paid_to_established": r"\mathcal S^{old}",
    "unemployment_benefits": r"\mathcal S^{u}",
    "after_tax": r"\bar\tau",
    "coming": "m^{in}",
    "leaving": "m^{out}",
    "input_demand": "q^{I}",
    "wage_to_reach": "w^{reach}",
    "unit_cost": "c",
    "activity": "a",
    "value_added_demand": "q^{VA}",
    "bundle_demand": "q^{N}",
    "factor_demand": "q^{F}",
    "skill_demand": "q^{K}",
    "price_wedge": r"\phi",
    "home_demand": "q^{D}",
    "import_demand": "q^{M}",
    "shipment": "q^{X}",
    "market_demand": "q^{S}",
    "world_excess": "x^{W}",
    "local_price": "p",
    "loss_of_making": r"\ell^{O}",
    "loss_of_exporting": r"\ell^{X}",
    "loss_of_importing": r"\ell^{M}",
    "loss_of_shipping": r"\ell^{S}",
    "landed_price": "p^{cif}",
    "shipped": "s^{net}",
    "factor_price": "p^{eff}",
    "skill_price": "w^{eff}",
    "household_demand": "q^{H}",
    "government_demand": "q^{G}",
    "investment_demand": "q^{Inv}",
    "owned_capital_income": "Y^{F}",
    "added_capital_income": "Y^{K}",
    "worn": "D",
    "owned_worn": "D^{F}",
    "added_worn": "D^{K}",
    "wealth_of_mover": "a^{new}",
    "wealth_of_stayer": "a^{stay}",
    "part_of_new": r"\lambda^{new}",
    "claims_of_new": r"\Pi^{new}",
    "claims_of_returned": r"\Pi^{ret}",
    "new_migrants": r"\hat M^{new}",
    "returned": r"\hat M^{ret}",
    "efficiency_units": "E",
    "net_wage_bill": "B",
    "sent": "R",
    "received": "R^{net}",
    "remittance_services": "R^{cost}",
    "productivity": "A^{*}",
    "places_open": "Q^{*}",
    "net_of_tax": r"\nu^{\tau}",
    "emigrating": r"\Omega^{+}",
    "taken_in": r"\Omega^{-}",
    "income_rate": r"\tau^{*}",
    "output_rate": r"t^{O*}",
    "transfer_of": r"T^{*}",
    "eligible_migrants": r"\hat M^{el}",
    "factor_tax": r"\mathcal T^{F}",
    "wage_tax": r"\mathcal T^{K}",
    "output_tax": r"\mathcal T^{O}",
    "tariff_revenue": r"\mathcal T^{M}",
    "export_tax": r"\mathcal T^{X}",
    "income_abroad": "y",
    "income_of_all": r"\bar y",
    "dearer": r"\Delta b",
    "faced_before": r"\beta^{old}",
    "fee_barrier": "b^{f}",
    "fee_of_established": r"\phi^{old}",
    "place_of_established": r"\zeta^{old}",
    "relative_income": r"y^{new/old}",
    "income_at_home": "y^{home}",
    "barrier": r"\beta",
    "attraction": r"\alpha",
    "placed": "K^{W}",
    "net_wages_of_new": "B^{new}",
    "net_wages_of_established": "B^{old}",
    "established": r"\hat M^{old}",
    "established_units": "E^{old}",
    "established_wage": "w^{old}",
    "new_units": "E^{new}",
    "irregular_units": "E^{irr}",
    "arrived": r"\hat M^{new}",
    "irregular_wages": "W^{irr}",
    "wages_of_irregular": "B^{irr}",
    "untaxed": r"\mathcal T^{irr}",
    "smuggled": "S^{irr}",
    "log_kept": r"\ln^{+}",
    "income_of_new": "Y^{new}",
    "income_of_established": "Y^{old}",
    "inputs_bought": "q^{I}",
    "finally_bought": "q^{fin}",
    "spent_on_movement": "S^{mov}",
    "net_wages": "Y^{w}",
    "property_of_residents": r"Y^{\Pi}",
    "net_remittances": "Y^{R}",
    "public_transfers": "Y^{T}",
    "visas_of_residents": r"Y^{V}",
    "levies_of_residents": r"Y^{lev}",
    "irregular_gains": "Y^{irr}",
    "hub_tariff": r"\mathcal T^{hub,M}",
    "hub_export_tax": r"\mathcal T^{hub,X}",
    "border_tariffs": r"\mathcal T^{HM}",
    "border_export_taxes": r"\mathcal T^{HX}",
    "landed_value": "s^{cif}",
    "landed_tariff": r"\mathcal T^{cif}",
    "shipping_tax": r"\mathcal T^{ship}",
    "movers_money": r"\mathcal M",
    "visa_receipts": r"\mathcal M^{V}",
    "levy_receipts": r"\mathcal M^{L}",
    "levy_credits": r"\mathcal M^{C}",
    "matching": r"\mathcal M^{R}",
    "public_consumption": r"\mathcal G",
    "lump_sums": r"\mathcal S^{T}",
    "benefits": r"\mathcal S^{b}",
    "transfer_abroad": "T^{abr}",
    "taxes": r"\mathcal T",
    "income_taxes": r"\mathcal T^{Y}",
    "output_taxes": r"\mathcal T^{O\Sigma}",
    "border_taxes": r"\mathcal T^{B}",
    "tariffs": r"\mathcal T^{DM}",
    "export_taxes": r"\mathcal T^{DX}",
    "factor_income": "Y^{0}",
    "wage_bill": "W",
    "border_value": "V^{cif}",
    "hosting": "H",
    "matched": "R^{+}",
    "dissipated": r"\mathcal D",
    "tariff": "t^{M}",
}
"""Letters of the helper functions that rules share."""

OVER = {
    None: "once",
    "MAKES": "every good i that region r makes",
    "BUNDLE": "every sector i of r that buys intermediates",
    "VALUE_ADDED": "every sector i of r that employs factors",
    "LABOUR": "every sector i of r that hires labour",
    "FACTOR": "capital and resources f of every region r",
    "SKILL": "every skill k at work in region r",
    "MIGRANT": "every skill k of r in which migrants work at the benchmark",
    "NATIVES_ONLY": "every skill k of r in which no migrant works at the benchmark",
    "COMPOSITE": "every good i used in region r",
    "IMPORTS": "every good i that region r imports",
    "MARKETS": "every good i made in s, but one",
    "LEFT_OUT": "the market that is left out",
    "WORLD_MARKETS": "every good i with a hub, but one",
    "PLACES": "every good i made or used in region r",
    "FREE_BORDERS": "every good i with a hub that r does not tax at its border",
    "TAXED_BORDERS": "every good i with a hub that r taxes at its border",
    "LINKED_MARKETS": "every good i with trade costs and region r (but one, without a hub)",
    "LINKED_LEFT_OUT": "the market that is left out",
    "LINKS": "every good i with trade costs and two regions s, r",
    "BORDERS": "every region r",
    "WORLD_LEFT_OUT": "the market that is left out",
    "REGIONS": "every region r",
    "GOVERNMENT": "every region r with public consumption",
    "INVESTMENT": "every region r with investment",
    "FINANCING": "every region r that invests, or lends abroad without investing",
    "ISLANDS": "every group h of regions that trade with one another, as a rule the world",
    "OWNERS": "every region r whose residents own property",
    "CHOICE": "every corridor o, d, k under a quota, free, or with a given visa price",
    "ARBITRAGE": "the same corridors if nu is infinite",
    "BORN": "workers of every region of birth o and skill k",
    "CAPS": "every quota c",
    "TWO_PRICES": "every corridor o, d, k in which newcomers pay what those who came before do not",
    "RATIONED": "those of them under a quota that nobody is paid for",
    "PRICED": "every corridor o, d, k in which something is paid for a visa",
    "PRICED_IN_SHARES": "those of them in which bids are shares of income",
    "PRICED_IN_MONEY": "those of them in which bids are money",
    "FEE_IN_MONEY": "those of them with a fee in USD",
    "PRICED_FOR_ALL": "those of them in which the established pay too",
    "LEVIES_ON_EARNINGS": "every levy n on earnings and corridor o, d, k that it concerns",
    "LEVIES_ON_HEADS": "every levy n per head and corridor o, d, k that it concerns",
    "LEVIES_ON_PROPERTY": "every levy n on property and corridor o, d, k that it concerns",
    "LEVIES_ON_REMITTANCES": "every levy n on remittances and corridor o, d, k that it concerns",
    "IRREGULAR": "every corridor o, d, k that people may enter without a visa",
    "LINKED": "every exporter s whose goods importer r taxes less by a schedule",
    "SAFEGUARDS": "every safeguard g",
    "ENFORCING": "every destination d that spends something to keep people out",
    "WATCHED_CHOICES": "every corridor o, d, k with enforcement in which people decide",
    "WATCHED_GIVEN": "every corridor o, d, k with enforcement whose number is given",
    "WATCHED_WAYS": "every corridor o, d, k with enforcement and a way without a visa",
    "SKILLED": "every region r where workers of the highest skill live",
    "CAPITAL": "capital of every region r",
    "FLOORED": "every group g of workers of skill k in r with a floor under its wage",
    "CURVED": "every group g of workers of skill k in r on a wage curve",
    "ALIKE": "every group g of workers of skill k in r who share the wage of another group",
    "GAP_REGIONS": "every skill k whose gap is closed and region r of those whose wages meet",
    "GAP_SKILLS": "skills whose gap is closed",
    "GAP_CORRIDORS": "corridors between regions whose gap closes",
}
"""Index sets in words."""

WORD = 3
"""An index of so many letters is a label, as of a group of workers."""
THERE = ("_",)
"""Name by which rules run over a set with one member or none: a term that is there or not."""
_frames: list[tuple[str, ...]] = []


def indices(names: Sequence[str]) -> str:
    """One after another; a label in upright letters."""
    return "".join(k if len(k) < WORD else rf"\text{{{k}}}\," for k in names)


class Expr:
    """A piece of LaTeX that can be calculated with."""

    def __init__(
        self, tex: str, level: int = ATOM, *, raised: bool = False, at: tuple[str, ...] = ()
    ) -> None:
        self.tex, self.level, self.raised, self.at = tex, level, raised, at

    def within(self, level: int) -> str:
        return self.tex if self.level >= level else rf"\left({self.tex}\right)"

    def __getitem__(self, key: Any) -> Expr:
        at = tuple(str(k) for k in (key if isinstance(key, tuple) else (key,)))
        return Expr(f"{self.tex}_{{{indices(at)}}}", raised=self.raised, at=at)

    def __iter__(self) -> Iterator[Any]:
        return Member(self.at)

    def __add__(self, other: Any) -> Expr:
        if isinstance(other, int | float) and other == 0:
            return self
        return Expr(f"{self.tex} + {expr(other).tex}", SUM)

    def __radd__(self, other: Any) -> Expr:
        return expr(other) + self if other != 0 else self

    def __sub__(self, other: Any) -> Expr:
        return Expr(f"{self.tex} - {expr(other).within(PRODUCT)}", SUM)

    def __rsub__(self, other: Any) -> Expr:
        return expr(other) - self

    def __mul__(self, other: Any) -> Expr:
        return Expr(rf"{self.within(PRODUCT)}\, {expr(other).within(PRODUCT)}", PRODUCT)

    def __rmul__(self, other: Any) -> Expr:
        return expr(other) * self

    def __truediv__(self, other: Any) -> Expr:
        return Expr(rf"\frac{{{self.tex}}}{{{expr(other).tex}}}", PRODUCT)

    def __rtruediv__(self, other: Any) -> Expr:
        return expr(other) / self

    def __pow__(self, other: Any) -> Expr:
        bare = self.level == ATOM and not self.raised
        base = self.tex if bare else rf"\left({self.tex}\right)"
        return Expr(f"{base}^{{{expr(other).tex}}}", POWER)

    def __neg__(self) -> Expr:
        return Expr(f"-{self.within(PRODUCT)}", SUM)

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return Expr(f"{self.tex} = {expr(other).tex}", SUM)

    __hash__ = None  # type: ignore[assignment]


class Complementary(Expr):
    """Two sides of which one is zero; the rule sets it equal to 0."""

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return Expr(self.tex, SUM)

    __hash__ = None  # type: ignore[assignment]


class Member:
    """The member of a set that a sum is written with; the letter is the one in the code."""

    def __init__(self, at: tuple[str, ...]) -> None:
        self.at = at

    def __iter__(self) -> Member:
        return self

    def __next__(self) -> Any:
        names = _frames[-1]
        if names == THERE:
            return self.at[-1]
        return names if len(names) > 1 else names[0]


def expr(value: Any) -> Expr:
    return (
        value
        if isinstance(value, Expr)
        else Expr(f"{value:g}" if not isinstance(value, str) else value)
    )


def letter_of(name: str) -> str:
    """Letter of a name, without its indices."""
    symbol = load_symbols().get(name)
    if name in MORE:
        return MORE[name]
    if symbol is not None and symbol.latex:
        return symbol.latex.split("_{")[0].split("_")[0]
    return _word(name)


def _word(name: str) -> str:
    return rf"\mathit{{{name.replace('_', chr(92) + '_')}}}"


def _sum(terms: Any) -> Expr:
    names = terms.gi_code.co_varnames[1:]
    _frames.append(names)
    body = expr(next(terms))
    _frames.pop()
    if names == THERE:
        return body
    return Expr(rf"\sum_{{{', '.join(names)}}} {body.within(PRODUCT)}", PRODUCT)


def _boxcox(ratio: Any, power: Any) -> Expr:
    return expr(ratio) ** power


def _positive_part(value: Any, _: Any) -> Expr:
    return Expr(rf"\max\left({expr(value).tex},\, 0\right)")


def _complementary(left: Any, right: Any, _: Any) -> Expr:
    return Complementary(rf"{expr(left).tex} \;\ge 0 \quad\perp\quad {expr(right).tex} \;\ge 0")


def _between(floor: Any, ceiling: Any, flow: Any, _: Any) -> Expr:
    sold, bought = (rf"\max\left({x.tex},\, 0\right)" for x in (expr(flow), -expr(flow)))
    pairs = ((floor, sold), (ceiling, bought))
    return Complementary(
        r" \qquad ".join(rf"{expr(gap).tex} \;\ge 0 \;\perp\; {part}" for gap, part in pairs)
    )


def _log(value: Any) -> Expr:
    inner = expr(value)
    return Expr(
        rf"\ln {inner.tex}" if inner.level == ATOM else rf"\ln\left({inner.tex}\right)", PRODUCT
    )


def _exp(value: Any) -> Expr:
    return Expr(rf"e^{{{expr(value).tex}}}", POWER)


class _Model:
    def __getattr__(self, name: str) -> Expr:
        letter = letter_of(name)
        return Expr(letter, raised="^" in letter)


def modules() -> dict[str, Any]:
    """Modules of the model by name."""
    names = [info.name for info in pkgutil.iter_modules(cge.model.__path__)]
    return {name: importlib.import_module(f"cge.model.{name}") for name in names}


def helpers() -> dict[str, FunctionType]:
    """Functions of the model and an index that rules share, by name; others are written out."""
    found = {}
    for block in BLOCKS:
        for label, value in vars(block).items():
            own = isinstance(value, FunctionType) and value.__module__ == block.__name__
            taken = [*inspect.signature(value).parameters] if own else []
            if taken[:1] == ["m"] and all(len(index) == 1 for index in taken[1:]):
                found[label] = value
    return found


def equations() -> list[Equation]:
    """Every equation of the package, in the order of the modules that state them."""
    return list(every_equation())


def _named(label: str) -> Any:
    def call(_: Any, *index: Any) -> Expr:
        letter = HELPERS.get(label) or _word(label)
        return Expr(f"{letter}_{{{indices(index)}}}" if index else letter, raised="^" in letter)

    return call


@contextmanager
def _symbolic() -> Iterator[None]:
    """Functions of the model give symbols while this is open."""
    shared = helpers()
    stand_ins = {
        "boxcox": _boxcox,
        "positive_part": _positive_part,
        "complementary": _complementary,
        "between": _between,
    }
    stand_ins |= {label: _named(label) for label in shared}
    kept = []
    for module in modules().values():
        new = {k: v for k, v in stand_ins.items() if callable(vars(module).get(k))}
        new |= {"sum": _sum, "pyo": SimpleNamespace(log=_log, exp=_exp, ConcreteModel=Any)}
        kept.append((module, {k: vars(module).get(k) for k in new}))
        for label, value in new.items():
            setattr(module, label, value)
    try:
        yield
    finally:
        for module, old in kept:
            for label, value in old.items():
                if value is None:
                    delattr(module, label)
                else:
                    setattr(module, label, value)


def _call(rule: Any) -> Expr:
    names = [*inspect.signature(rule).parameters][1:]
    return rule(_Model(), *names)


@dataclass(frozen=True)
class Line:
    """One line of the page."""

    number: str
    name: str
    file: str
    text: str
    latex: str
    unknown: str
    over: str


def unknown_of(name: str) -> str:
    """Variable that an equation determines: ``eq_`` + its name, with the case behind it."""
    own, symbols = name.removeprefix("eq_"), load_symbols()
    if own in symbols:
        return own
    variables = [s.name for s in symbols.values() if s.kind == "variable"]
    fits = [v for v in variables if own == v or own.startswith(f"{v}_")]
    return max(fits, key=len, default="")


def lines() -> list[Line]:
    """Every equation with its formula."""
    with _symbolic():
        tex = {e.name: _call(e.rule).tex for e in equations()}
    return [
        Line(
            e.number,
            e.name,
            e.file,
            " ".join((inspect.getdoc(e.rule) or "").split()),
            tex[e.name],
            unknown_of(e.name),
            OVER.get(e.over, f"the cells of `{e.over}`"),
        )
        for e in equations()
    ]


def definitions() -> list[tuple[str, str, str, str]]:
    """Helper functions: name, file, docstring, definition."""
    rows = []
    shared = helpers()
    with _symbolic():
        for label, rule in shared.items():
            names = [*inspect.signature(rule).parameters][1:]
            left = _named(label)(None, *names).tex
            text = " ".join((inspect.getdoc(rule) or "").split())
            file = rule.__module__.rsplit(".", 1)[-1] + ".py"
            rows.append((label, file, text, f"{left} = {expr(_call(rule)).tex}"))
    return rows
