"""Labour, its wages, who has work, and productivity of people (P-5, P-6, Y-1, U-1, M-26)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.model.audit.cases_money import MONEY
from tests.model.audit.cases_visas import VISAS
from tests.model.audit.numbers import ODK, Numbers, agree
from tests.model.second import Second, part, price_of

CASES = {**MONEY, "everything": VISAS["everything"]}


class Book:
    """A solution and the tables of its benchmark; who lives and works where, in workers.

    Arrays of people and corridors are (origin, destination, skill), of wages (skill, region).
    """

    def __init__(self, name: str) -> None:
        case = CASES[name]()
        self.n = Numbers(case)
        self.settings, self.bench = self.n.settings, self.n.bench
        second = Second(case.bench, {}, np.zeros(0, dtype=bool))
        self.d, self.base = second.data, second.base
        grown = self.settings.growth
        self.grown = grown
        self._people()

    def filled(self, name: str, *shape: int) -> np.ndarray:
        """A variable of the solution, 0 where it has no cell."""
        values = self.n[name]
        return np.nan_to_num(values) if values.size else np.zeros(shape)

    def given(self, name: str, otherwise: Any, *dims: str) -> np.ndarray:
        """What the scenario says of a parameter, else ``otherwise``."""
        value = self.settings.values.get(name, otherwise)
        if isinstance(value, xr.DataArray):
            value = value.transpose(*(dims or value.dims)).values
        return np.asarray(value, dtype=float)

    def elasticity(self, name: str) -> Any:
        """Of the scenario, else of the benchmark; by sector as a column."""
        value = self.given(name, self.bench[name])
        return value[:, None] if value.ndim else float(value)

    def endowment(self) -> np.ndarray:
        """Ratio to the benchmark (factor, region), skills last."""
        dims = ("factor", "region")
        out = self.given("endowment", np.ones(self.n.table("income_tax", *dims).shape), *dims)
        if self.grown is not None:
            out = np.array(out)
            out[0] = self.grown.capital.values
            out[-self.bench.sizes["skill"] :] = self.people_grown()
        return out

    def people_grown(self) -> np.ndarray:
        """Residents in the next year of a baseline over those of this year (skill, region)."""
        if self.grown is None:
            return np.ones((self.bench.sizes["skill"], self.bench.sizes["region"]))
        return self.grown.people.transpose("skill", "region").values

    def _people(self) -> None:
        d, n = self.d, self.n
        self.abroad, self.home = d["abroad"], d["home"]
        nobody = self.abroad == 0
        unit = np.where(nobody, self.home[:, None, :], self.abroad) * (1 - d["eye"])
        self.now, self.irregular = (self.filled(name) * unit for name in ("mig", "irr"))
        self.stay = n["stay"] * self.home
        self.new = np.maximum(self.now - self.abroad, 0.0)
        self.back = np.maximum(self.abroad - self.now, 0.0)
        self.there = self.abroad - self.back
        real = d["wage"] / n.table("price_level", "region")[:, None]
        gap = np.minimum(real[:, None, :] / real[None], 1.0)
        catch_up = self.settings.catch_up
        closing = self.n.table("catch_up") if catch_up is None else catch_up.transpose(*ODK).values
        self.efficiency_new = gap + closing * (1 - gap)
        discount = np.zeros(self.abroad.shape)
        for way in self.settings.irregular:
            for key in way.corridors:
                discount[self.at(key)] = way.discount
        self.units_there = d["E"] * self.people_grown().T[None] * self.there
        self.units_new = self.efficiency_new * self.new
        self.units_irregular = self.efficiency_new * (1 - discount) * self.irregular

    def at(self, key: tuple[str, str, str]) -> tuple[int, ...]:
        """Position of a corridor."""
        return tuple(
            self.bench[dim].values.tolist().index(x) for dim, x in zip(ODK, key, strict=True)
        )

    def rules(self, name: str) -> np.ndarray:
        """What rules on wages say, 0 where there is none (skill, region)."""
        skills, regions = (self.bench[dim].values.tolist() for dim in ("skill", "region"))
        out = np.zeros((len(skills), len(regions)))
        for rule in self.settings.wages:
            out[skills.index(rule.skill), regions.index(rule.region)] = getattr(rule, name) or 0.0
        return out

    def at_work(self, group: str) -> np.ndarray:
        """Part of a group that has work, over that of the benchmark (skill, region)."""
        out_of_work = self.n["jobless"][["native", "settled", "recent"].index(group)]
        return (1 - out_of_work) / (1 - self.rules("unemployment"))

    def wage_there(self) -> np.ndarray:
        """Of the average established migrant, per unit and over the benchmark (skill, region)."""
        recent, wage = self.elasticity("recent_share"), self.n["w_settled"]
        return (1 - recent) * wage * self.at_work("settled") + recent * self.wage_of_recent()

    def wage_of_recent(self) -> np.ndarray:
        """The same of recent and new migrants."""
        return self.n["w_recent"] * self.at_work("recent")

    def insured(self, tax: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Benefits of who is out of work beyond the benchmark: a share of a net wage.

        Of all natives (region); per unit of work of established and of new migrants (region,
        skill).
        """
        wage = self.d["wage"]
        pairs = [("native", "wn"), ("settled", "w_settled"), ("recent", "w_recent")]
        share = self.rules("benefit") * (1 - tax)
        native, settled, recent = (
            wage * (share * self.n[name] * (1 - self.at_work(group))).T for group, name in pairs
        )
        late, effort = self.elasticity("recent_share"), self.endowment()[-len(tax) :].T
        of_natives = (native * effort * self.stay).sum(axis=1)
        return of_natives, (1 - late) * settled + late * recent, recent


def mixed(shares: np.ndarray, quantities: np.ndarray, sigma: float) -> np.ndarray:
    """CES quantity over the first axis: a price index of the inverse elasticity."""
    return price_of(shares, quantities, 1 / sigma)


book = cache(Book)
every = pytest.mark.parametrize("name", CASES)


@every
def test_natives_and_the_first_migrants_of_a_skill_are_one_kind_of_work(name):
    """P-6n."""
    b = book(name)
    first = (b.d["LM0"] == 0)[None] * (b.units_there + b.units_new + b.units_irregular)
    effort = b.endowment()[-b.bench.sizes["skill"] :]
    everybody = effort * (b.stay / b.home).T + (first.sum(axis=0) / b.home).T
    agree("ln", b.n["ln"], b.at_work("native") * everybody)
    if name == "first_migrants":
        assert first[:, 0].sum() > 1e4, "nobody is the first"
        assert first[:, 1].sum() > 1e4, "nobody works without papers"


@every
def test_migrants_are_settled_or_recent(name):
    """P-6, P-6e, P-6v; nothing moves apart where they are perfect substitutes."""
    b = book(name)
    share, sigma = b.elasticity("recent_share"), b.elasticity("esubvin")
    settled = part(b.units_there.sum(axis=0), b.d["LM0"]).T
    came = part((b.units_new + b.units_irregular).sum(axis=0), b.d["LM0"]).T
    agree("l_settled", b.n["l_settled"], settled * b.at_work("settled"))
    agree("l_recent", b.n["l_recent"], (settled + came / share) * b.at_work("recent"))
    both = np.stack([(1 - share) * np.ones(came.shape), share * np.ones(came.shape)])
    kinds = np.stack([b.n["l_settled"], b.n["l_recent"]])
    agree("lm", b.n["lm"], mixed(both, kinds, sigma))


@every
def test_skills_are_natives_and_migrants(name):
    """P-5; where no migrant worked at the benchmark there are natives alone."""
    b = book(name)
    natives = (b.d["LN0"] / (b.d["LN0"] + b.d["LM0"])).T
    migrants = np.where(natives == 1, 1.0, b.n["lm"])
    kinds = np.stack([b.n["ln"], migrants])
    parts = np.stack([natives, 1 - natives])
    agree("ql", b.n["ql"], mixed(parts, kinds, b.elasticity("esubnm")))


@every
def test_wages_are_marginal_products(name):
    """P-5n, P-5m, P-5o, Y-1e, Y-1v."""
    b = book(name)
    n, later = b.n, (b.d["LM0"] > 0).T
    nm, vin = 1 / b.elasticity("esubnm"), 1 / b.elasticity("esubvin")
    agree("wn", n["wn"], n["pl"] * (n["ql"] / n["ln"]) ** nm)
    agree("wm", n["wm"], np.where(later, n["pl"] * (n["ql"] / n["lm"]) ** nm, n["wn"]))
    for kind in ("settled", "recent"):
        scarce = np.where(later, (n["lm"] / n[f"l_{kind}"]) ** vin, 1.0)
        agree(f"w_{kind}", n[f"w_{kind}"], n["wm"] * scarce)


@every
def test_wages_are_on_their_floor_where_some_are_out_of_work(name):
    """U-1, U-2, U-3."""
    b = book(name)
    n, at_one_wage = b.n, np.isinf(b.elasticity("esubvin"))
    wages = [n[f"w{kind}"] / n["p_cons"] for kind in ("n", "_settled", "_recent")]
    room = np.stack(wages) - b.rules("floor")
    before, steep = b.rules("unemployment"), b.rules("curve")
    for g, group in enumerate(("native", "settled", "recent")):
        out = n["jobless"][g]
        if group == "recent" and at_one_wage:
            agree("jobless", out, n["jobless"][1])
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            curve = before * wages[g] ** (-1 / np.where(steep > 0, steep, np.nan))
        floor = np.where(out > 1e-9, out - room[g] * (b.rules("floor") > 0), 0.0)
        assert room[g].min() > -1e-9
        agree("jobless", out, np.where(steep > 0, curve, floor))


@every
def test_productivity_follows_skill_and_density(name):
    """M-26, M-27, M-28; those without papers are not counted."""
    b = book(name)
    living = b.stay + b.now.sum(axis=0)
    before = b.home + b.abroad.sum(axis=0)
    employed = living.sum(axis=1) / before.sum(axis=1)
    skilled = living[:, -1] / before[:, -1]
    agree("employed", b.n["employed"], employed)
    agree("skilled", b.n["skilled"], skilled)
    drain, density = b.elasticity("brain_drain"), b.elasticity("density")
    made = (skilled / employed) ** drain * employed**density
    agree("spill", b.n["spill"], made)
    if name == "product_tax":
        assert abs(made - 1).max() > 1e-3, "people make no difference"
        assert abs(employed - 1).max() > 1e-3


@pytest.mark.slow
def test_people_are_of_every_kind():
    assert book("transfers").back.sum() > 1e5
    assert book("income_tax").new.sum() > 1e5
    assert book("income_tax").irregular.sum() > 1e3
    recent, settled = (book("income_tax").n[f"w_{kind}"] for kind in ("recent", "settled"))
    assert abs(recent / settled - 1).max() > 0.01
    for group in ("native", "settled", "recent"):
        assert (book("jobless").at_work(group) < 0.99).sum() >= 2
