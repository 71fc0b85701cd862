"""Every equation a second time: plain NumPy, no Pyomo, no CasADi, no Box-Cox, few unknowns.

Prices and quantities of one economy of any size, from the numbers of its benchmark.  Powers and
sums are written as in a textbook; what the package keeps as a variable is computed on the way
where it can be, so that only prices, outputs, incomes and choices are solved for.  All functions
take complex numbers: Newton's steps and the derivatives of the solution are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

Numbers = dict[str, np.ndarray]
TINY = 1e-30
"""Imaginary step of derivatives."""


def positive(x: np.ndarray) -> np.ndarray:
    return np.where(x.real > 0, x, 0.0)


def price_of(shares: np.ndarray, prices: np.ndarray, sigma: Any) -> np.ndarray:
    """CES price index over the first axis; Cobb-Douglas at 1."""
    if np.all(np.asarray(sigma) == 1.0):
        return np.exp((shares * np.log(prices)).sum(axis=0))
    return (shares * prices ** (1 - sigma)).sum(axis=0) ** (1 / (1 - sigma))


def part(x: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """x / whole, and 0 where there is no whole."""
    x, whole = np.broadcast_arrays(x, whole)
    return np.divide(x, whole, out=np.zeros(x.shape), where=whole != 0)


@dataclass
class Second:
    """An economy, the shock and the closure."""

    bench: xr.Dataset
    shock: Mapping[str, np.ndarray]
    """Target values: tm, tc, productivity, endowment (factor, region), effort, remittance_cost,
    stock (workers), barrier (change of -log(1 - z) in the corridors that choose)."""
    chooses: np.ndarray
    """Corridors (origin, destination, skill) whose number is chosen."""
    capital: str = "fixed"
    data: Numbers = field(default_factory=dict)

    def __post_init__(self) -> None:
        b, d = self.bench, self.data

        def take(name: str, *dims: str) -> np.ndarray:
            return b[name].transpose(*dims).values.astype(float)

        skills = b.sizes["skill"]
        va = take("value_added", "factor", "sector", "region")
        d["VF"], d["VL"] = va[:-skills], va[-skills:]
        d["IO"] = take("intermediate", "sector_in", "sector", "region")
        d["OT"] = take("output_tax", "sector", "region")
        d["FD"] = take("final_demand", "use", "sector", "region")
        for name, short in (("trade", "T"), ("tariff", "tm0"), ("export_tax", "tx")):
            d[short] = take(name, "sector", "exporter", "importer")
        tax = take("income_tax", "factor", "region")
        d["taxF"], d["taxL"] = tax[:-skills], tax[-skills:]
        d["FO"] = take("foreign_ownership", "owner", "region")
        d["WORN"] = take("capital_consumption", "region")
        for name, short in (("ownership", "OW"), ("workers", "W"), ("efficiency", "E")):
            d[short] = take(name, "origin", "destination", "skill")
        for name, short in (
            ("other_transfers", "OTH"), ("persons_per_worker", "PPW"), ("remittances", "REM"),
            ("remittance_cost", "RC0"),
        ):  # fmt: skip
            d[short] = take(name, "origin", "destination")
        d["X"] = va.sum(axis=0) + d["IO"].sum(axis=0) + d["OT"]
        d["H"] = d["X"] - d["T"].sum(axis=2)
        d["M"] = d["T"] * (1 + d["tx"]) * (1 + d["tm0"])
        d["A"] = d["H"] + d["M"].sum(axis=1)
        self._people()

    def sigma(self, name: str) -> Any:
        value = self.bench[name].values.astype(float)
        return value[:, None] if value.ndim else float(value)

    def _people(self) -> None:
        b, d = self.bench, self.data
        regions, skills = b.sizes["region"], b.sizes["skill"]
        d["eye"] = np.eye(regions)[:, :, None]
        d["home"] = np.einsum("ook->ok", d["W"])
        abroad = d["W"] * (1 - d["eye"])
        d["abroad"] = abroad
        units = (abroad * d["E"]).sum(axis=0)
        d["LM0"], d["LN0"] = units, d["home"]
        d["wage"] = d["VL"].sum(axis=1).T / (d["home"] + units)  # (region, skill)
        level = b.price_level.values
        real = d["wage"] / level[:, None]
        gap = np.minimum(real[:, None, :] / real[None, :, :], 1.0)
        d["Enew"] = gap + float(b.catch_up) * (1 - gap)
        net = 1 - d["taxL"].T
        bill = (abroad * d["E"] * d["wage"][None] * net[None]).sum(axis=2)
        d["rate"] = part(d["REM"] / (1 - d["RC0"]), bill)
        d["born"] = d["W"].sum(axis=1)
        d["persons"] = (d["W"].sum(axis=2) * d["PPW"]).sum(axis=0)
        self.skills = skills
        self.services = b.sector.values.tolist().index(b.attrs["remittance_sector"])

    # -- the state of the economy at a point -------------------------------------------------------
    def split(self, u: np.ndarray) -> Numbers:
        """Unknowns by name."""
        d = self.data
        shapes = {
            "po": d["X"].shape, "pf": d["VF"].sum(axis=1).shape, "pl": d["VL"].sum(axis=1).shape,
            "qo": d["X"].shape, "yd": (len(d["persons"]),), "tt": (len(d["persons"]),),
            "mig": (int(self.chooses.sum()),),
        }  # fmt: skip
        if self.capital != "fixed":
            shapes["qk"] = (len(d["persons"]),)
            shapes["kk"] = (1,) if self.capital == "mobile" else (len(d["persons"]),)
        out, at = {}, 0
        for name, shape in shapes.items():
            size = int(np.prod(shape))
            out[name] = u[at : at + size].reshape(shape)
            at += size
        return out

    def benchmark_shock(self) -> Numbers:
        d = self.data
        factors = np.ones(d["VF"].sum(axis=1).shape)
        return {
            "tm": d["tm0"], "tc": np.zeros_like(d["tm0"]), "productivity": np.ones_like(d["X"]),
            "endowment": factors, "effort": np.ones(d["VL"].sum(axis=1).shape),
            "remittance_cost": d["RC0"], "stock": d["W"], "barrier": np.zeros_like(d["W"]),
        }  # fmt: skip

    def state(self, u: np.ndarray, p: Mapping[str, np.ndarray]) -> Numbers:
        """Everything that follows from the unknowns."""
        d, x = self.data, self.split(u)
        po, pf, pl, qo = (np.exp(x[n]) for n in ("po", "pf", "pl", "qo"))
        s: Numbers = {"po": po, "pf": pf, "pl": pl, "qo": qo}
        esubt, esubva, esubsk = (self.sigma(n) for n in ("esubt", "esubva", "esubsk"))
        esubd, esubm = self.sigma("esubd"), self.sigma("esubm")
        # prices
        to = part(d["OT"], d["X"])
        wedge = (1 + d["tx"]) * (1 + p["tc"]) * (1 + p["tm"])
        before = (1 + d["tx"]) * (1 + d["tm0"])
        arrives = po[:, :, None] * wedge / before
        imports = d["M"].sum(axis=1)
        pm = price_of(np.swapaxes(part(d["M"], imports[:, None, :]), 0, 1),
                      np.swapaxes(arrives, 0, 1), esubm)  # fmt: skip
        pm = np.where(imports > 0, pm, 1.0)
        pc = price_of(np.stack([d["H"] / d["A"], imports / d["A"]]), np.stack([po, pm]), esubd)
        esubint, goods = self.sigma("esubint"), pc[:, None, :] + 0 * d["IO"]
        pint = price_of(part(d["IO"], d["IO"].sum(axis=0)), goods, esubint)
        bundles, labour = d["IO"].sum(axis=0), d["VL"].sum(axis=0)
        pint = np.where(bundles > 0, pint, 1.0)
        plab = price_of(part(d["VL"], labour), pl[:, None, :] + 0 * d["VL"], esubsk)
        added = d["VF"].sum(axis=0) + labour
        pva = price_of(
            np.concatenate([part(d["VF"], added), part(labour, added)[None]]),
            np.concatenate([pf[:, None, :] + 0 * d["VF"], plab[None]]), esubva,
        )  # fmt: skip
        cost = price_of(
            np.stack([added, bundles]) / (added + bundles), np.stack([pva, pint]), esubt
        )
        s["profit"] = p["productivity"] * po - cost  # taxes on output stay as they are
        # what sectors hire and buy
        active = qo / p["productivity"]
        va_used = active * (cost / pva) ** esubt
        bought = d["IO"] * (active * (cost / pint) ** esubt) * (pint / goods) ** esubint
        hired_f = d["VF"] * (va_used * pva**esubva) / pf[:, None, :] ** esubva
        hired_l = d["VL"] * va_used * (pva / plab) ** esubva * (plab / pl[:, None, :]) ** esubsk
        # people
        mig = p["stock"] * (1 - d["eye"]) + 0 * u[0]
        mig[self.chooses] = d["W"][self.chooses] * np.exp(x["mig"])
        new, back = positive(mig - d["abroad"]), positive(d["abroad"] - mig)
        stay = d["born"] - mig.sum(axis=1)
        work = d["E"] * (d["abroad"] - back) + d["Enew"] * new
        power = 1 - 1 / self.sigma("esubnm")
        natives = (p["effort"].T * stay) / d["LN0"]
        migrants = part(np.ones(1), d["LM0"]) * work.sum(axis=0)
        there = d["LM0"] > 0
        migrants = np.where(there, migrants, 1.0)
        th = d["LN0"] / (d["LN0"] + d["LM0"])
        ql = (th * natives**power + (1 - th) * migrants**power) ** (1 / power)
        wn = pl.T * (ql / natives) ** (1 - power)
        wm = np.where(there, pl.T * (ql / migrants) ** (1 - power), wn)
        s |= {"mig": mig, "stay": stay, "wn": wn, "wm": wm, "ql": ql, "new": new, "back": back}
        # capital and its owners
        qe = p["endowment"] + 0 * u[0]
        if self.capital != "fixed":
            qe = np.concatenate([np.exp(x["qk"])[None], qe[1:]])
        income0 = d["VF"].sum(axis=1)
        net_f, net_l = 1 - d["taxF"], (1 - d["taxL"]).T
        use = d["FD"].sum(axis=1)
        p_inv = price_of(part(d["FD"][2], use[2]), pc, self.sigma("esubinv"))
        gross = net_f * income0 * pf
        gross[0] = gross[0] - d["WORN"] * p_inv
        owned, earned = gross * p["endowment"], gross * qe
        if self.capital == "mobile":
            placed = (net_f[0] * income0[0] - d["WORN"]) * p["endowment"][0]
            pool = earned[0].sum() / placed.sum()
            prop = d["FO"] @ (pool * placed + owned[1:].sum(axis=0))
        else:
            prop = d["FO"] @ owned.sum(axis=0) + (earned - owned).sum(axis=0)
        # remittances
        wages = d["wage"] * wm
        bill = (net_l * wages)[None] * work
        sent = d["rate"][:, :, None] * bill
        got = sent * (1 - p["remittance_cost"])[:, :, None]
        lost = (sent * p["remittance_cost"][:, :, None]).sum(axis=(0, 2))
        # demand
        index = {}
        for n, (name, esub) in enumerate(
            (("cons", "esubhh"), ("gov", "esubgov"), ("inv", "esubinv"))
        ):
            index[name] = price_of(part(d["FD"][n], use[n]), pc, self.sigma(esub))
        world = (use[0] * index["cons"]).sum() / use[0].sum()
        heads = (
            d["persons"]
            + (d["PPW"][:, :, None] * (mig - d["abroad"])).sum(axis=(0, 2))
            - (d["PPW"][:, :, None] * (mig - d["abroad"])).sum(axis=(1, 2))
        )
        rival = self.sigma("congestion")
        gov = 1 - rival + rival * heads / d["persons"]
        revenue_now = (
            (d["taxF"] * income0 * pf * qe).sum(axis=0)
            + (d["taxL"] * pl * ql.T * d["VL"].sum(axis=1)).sum(axis=0)
            + (to * po * qo * d["X"]).sum(axis=0)
        )
        saved = x["kk"] if self.capital == "steady" else self.base["save"]
        cons = (1 - saved) * x["yd"] / index["cons"] / use[0]
        lent = world * self.base["lent"]
        inv = part(np.ones(1), use[2]) * (saved * x["yd"] + lent) / index["inv"]
        inv = inv + part(d["WORN"], use[2]) * qe[0]
        qc = bought.sum(axis=1) + 0 * x["yd"]
        for n, (level, name, esub) in enumerate(
            ((cons, "cons", "esubhh"), (gov, "gov", "esubgov"), (inv, "inv", "esubinv"))
        ):
            qc = qc + d["FD"][n] * level * (index[name] / pc) ** self.sigma(esub)
        qc[self.services] = qc[self.services] + lost / pc[self.services]
        qc = qc / d["A"]
        bundle = qc * (pc / pm) ** esubd
        wanted = (
            d["T"]
            * bundle[:, None, :]
            * (pm[:, None, :] / arrives) ** np.expand_dims(np.asarray(esubm), -1)
        )
        shipped = wanted * (1 + p["tc"])
        home = d["H"] * qc * (pc / po) ** esubd
        border = po[:, :, None] * (1 + d["tx"]) * (1 + p["tc"])
        tariffs = (p["tm"] * border * wanted).sum(axis=(0, 1))
        levied = (d["tx"] * po[:, :, None] * shipped).sum(axis=(0, 2))
        s["tt_now"] = revenue_now + tariffs + levied - index["gov"] * gov * use[1]
        # incomes
        per_stayer = prop[:, None] * np.einsum("ook->ok", d["OW"]) / d["home"]
        first = self.bench.mover_wealth.values
        wealth = first + (1 - first) * new.sum(axis=1) / d["home"]
        carried = (per_stayer * wealth)[:, None, :] * new
        left = part(d["OW"], d["abroad"]) * prop[None, :, None] * back
        flow = carried - left
        claims = flow.sum(axis=(0, 2)) - flow.sum(axis=(1, 2))
        pay = (net_l.T * pl * ql.T * d["VL"].sum(axis=1)).sum(axis=0)
        other = d["OTH"].sum(axis=1) - d["OTH"].sum(axis=0)
        s["yd_now"] = (
            pay + prop + claims + got.sum(axis=(1, 2)) - sent.sum(axis=(0, 2)) + x["tt"]
            + world * other
        )  # fmt: skip
        residents = stay.sum(axis=1) + mig.sum(axis=(0, 2))
        grant = x["tt"] / residents
        at_home = p["effort"].T * d["wage"] * wn * net_l + grant[:, None]
        there_now = d["Enew"] * (net_l * d["wage"] * wm)[None] + grant[None, :, None]
        s |= {
            "pc": pc, "p_cons": index["cons"], "prop": prop, "sent": sent, "qe": qe, "pm": pm,
            "sold": home + shipped.sum(axis=2), "hired_f": hired_f.sum(axis=1),
            "hired_l": hired_l.sum(axis=1), "p_inv": index["inv"], "world": world, "gov": gov,
            "y_home": at_home, "y_there": there_now, "inv": inv, "cons": cons,
        }  # fmt: skip
        return s

    @property
    def base(self) -> Numbers:
        """Benchmark income, saving rate and foreign saving, from the accounts alone."""
        d = self.data
        use = d["FD"].sum(axis=1)
        income0 = d["VF"].sum(axis=1)
        net = ((1 - d["taxF"]) * income0).sum(axis=0) - d["WORN"]
        gross = d["REM"] / (1 - d["RC0"])
        taxes = (
            (d["taxF"] * income0).sum(axis=0) + (d["taxL"] * d["VL"].sum(axis=1)).sum(axis=0)
            + d["OT"].sum(axis=0) + (d["tm0"] * (1 + d["tx"]) * d["T"]).sum(axis=(0, 1))
            + (d["tx"] * d["T"]).sum(axis=(0, 2))
        )  # fmt: skip
        tt = taxes - use[1]
        yd = (
            ((1 - d["taxL"]) * d["VL"].sum(axis=1)).sum(axis=0) + d["FO"] @ net + tt
            + d["REM"].sum(axis=1) - gross.sum(axis=0) + d["OTH"].sum(axis=1) - d["OTH"].sum(axis=0)
        )  # fmt: skip
        return {
            "yd": yd,
            "tt": tt,
            "save": (yd - use[0]) / yd,
            "lent": use[2] - (yd - use[0]) - d["WORN"],
        }

    # -- residuals and their solution --------------------------------------------------------------
    def gaps(self, u: np.ndarray, p: Mapping[str, np.ndarray]) -> np.ndarray:
        """Zero in equilibrium; the first market of goods gives way to the numeraire."""
        d, x, s = self.data, self.split(u), self.state(u, p)
        income0, paid = d["VF"].sum(axis=1), d["VL"].sum(axis=1)
        goods = ((s["qo"] * d["X"] - s["sold"]) / d["X"]).ravel()
        largest = int(d["X"].argmax())
        goods[largest] = s["world"] - 1
        nu = self.sigma("migration_elasticity")
        was = self._was
        pull = np.log(s["y_there"] / was["y_there"]) - np.log(s["p_cons"])[None, :, None]
        push = np.log(s["y_home"] / was["y_home"]) - np.log(s["p_cons"])[:, None]
        odds = np.log(
            s["mig"] / np.where(d["abroad"] > 0, d["abroad"], 1) + d["eye"] + (d["abroad"] == 0)
        )
        odds = odds - np.log(s["stay"] / d["home"])[:, None, :]
        choice = odds - nu * (pull - push[:, None, :] - p["barrier"])
        rows = [
            s["profit"].ravel(), ((s["qe"] * income0 - s["hired_f"]) / income0).ravel(),
            ((s["ql"].T * paid - s["hired_l"]) / paid).ravel(), goods,
            s["yd_now"] / x["yd"] - 1, (s["tt_now"] - x["tt"]) / x["yd"], choice[self.chooses],
        ]  # fmt: skip
        if self.capital == "mobile":
            moved = (s["qe"] - p["endowment"])[0] * income0[0]
            rows += [s["pf"][0] - np.exp(x["kk"]), moved.sum(keepdims=True) / income0.sum()]
        elif self.capital == "steady":
            rows += [s["pf"][0] - s["p_inv"], s["inv"] - s["qe"][0]]
        return np.concatenate(rows)

    def jacobian(self, u: np.ndarray, p: Mapping[str, np.ndarray]) -> np.ndarray:
        steps = u + 1j * TINY * np.eye(len(u))
        return np.array([self.gaps(row, p).imag / TINY for row in steps]).T

    def solve(self) -> tuple[np.ndarray, Numbers]:
        """Newton from the benchmark, the shock in two parts."""
        base, full = self.benchmark_shock(), self.benchmark_shock() | dict(self.shock)
        start = self.base
        extra = {"fixed": [], "mobile": [np.zeros(len(start["yd"])), np.zeros(1)],
                 "steady": [np.zeros(len(start["yd"])), start["save"]]}[self.capital]  # fmt: skip
        d = self.data
        prices = 2 * d["X"].size + d["VF"].sum(axis=1).size + d["VL"].sum(axis=1).size
        u = np.concatenate([np.zeros(prices), start["yd"], start["tt"],
                            np.zeros(int(self.chooses.sum())), *extra])  # fmt: skip
        self._was = self.state(u, base)
        assert abs(self.gaps(u, base)).max() < 1e-11, "the benchmark is no equilibrium"
        for share in (0.5, 1.0):
            p = {n: base[n] + share * (full[n] - base[n]) for n in base}
            for _ in range(12):
                gaps = self.gaps(u, p)
                u = u - np.linalg.solve(self.jacobian(u, p), gaps)
            assert abs(self.gaps(u, p)).max() < 1e-11
        self.at = full
        return u, self.state(u, full)

    def slope(self, u: np.ndarray, name: str, cell: tuple[int, ...]) -> Numbers:
        """Derivative of the state with respect to one number of the shock."""
        moved = {n: x.astype(complex) for n, x in self.at.items()}
        moved[name][cell] += 1j * TINY
        direct = self.gaps(u.astype(complex), moved).imag / TINY
        change = -np.linalg.solve(self.jacobian(u, self.at), direct)
        after = self.state(u + 1j * TINY * change, moved)
        return {n: np.asarray(x).imag / TINY for n, x in after.items()}
