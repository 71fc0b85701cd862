"""Random clauses, section by section (:mod:`tests.gauntlet.draws` puts them together)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gauntlet.draws import Clause, Hat

RECIPIENTS = ("destination_government", "destination_natives", "sponsors", "origin_government")
INSTRUMENTS = (
    "stock", "quota", "auction", "sponsorship", "fee", "surcharge", "free", "price", "close_gap",
)  # fmt: skip
NUMBERED = ("stock", "quota", "auction")
PAYING = ("quota", "auction", "sponsorship", "fee", "surcharge", "price")
OFTEN_PAID = ("auction", "fee", "surcharge")
OPENING = (*PAYING, "free")
SKILL_LISTS = 0.5


def visas(hat: Hat, years: bool) -> list[Clause]:
    """Up to three clauses, of different destinations so that no corridor is named twice."""
    left = hat.receiving if hat.receiving and hat.chance(0.9) else hat.names("region")
    drawn: list[Clause] = []
    for n in range(int(hat.rng.choice([0, 1, 2, 3], p=[0.12, 0.6, 0.2, 0.08]))):
        if not left:
            break
        to = hat.some(left)
        left = [name for name in left if name not in to]
        drawn.append(_visa(hat, f"v{n}", to, years))
    if len(drawn) == 1 and hat.chance(0.2):
        drawn[0]["to"] = hat.selector("region")
    return drawn


def _visa(hat: Hat, name: str, to: list[str], years: bool) -> Clause:
    kind = hat.one(INSTRUMENTS)
    clause: Clause = {"name": name, "to": to, "instrument": kind}
    hat.often(clause, SKILL_LISTS, "skill", hat.selector("skill"))
    hat.often(clause, 0.15, "catch_up", hat.number(0.1, 1.0, (0.0, 1.0)))
    if kind == "close_gap":
        return clause | {"to": "all", "share": hat.number(0.001, 0.5, (0.0, 1.0))}
    _origins(hat, clause, to)
    if kind in (*NUMBERED, "sponsorship"):
        _number(hat, clause, kind, years)
    if kind in ("fee", "surcharge") or (kind in ("quota", "auction") and hat.chance(0.2)):
        clause["fee"] = _fee(hat, clause)
    if kind == "sponsorship":
        clause["supply"] = {"mean": hat.number(100, 20_000), "cost": hat.number(10, 5_000)}
    if kind == "price":
        clause["price"] = hat.one(["mfn", hat.number(0.01, 0.9, (0.0, -0.2, 0.98))])
    if kind in PAYING:
        _money(hat, clause, kind)
    if kind in OPENING:
        hat.often(clause, 0.1, "seed", hat.number(0.001, 0.3))
    if hat.sending:
        hat.often(clause, 0.1, "remittance_share", hat.number(0.01, 0.4, (0.0, 0.4)))
    return clause


def _origins(hat: Hat, clause: Clause, to: list[str]) -> None:
    elsewhere = [name for name in hat.names("region") if name not in to]
    if elsewhere:
        hat.often(clause, 0.5, "from", hat.selector("region", elsewhere))
    elif hat.chance(0.2):
        clause["from"] = hat.selector("region")


def _number(hat: Hat, clause: Clause, kind: str, years: bool) -> None:
    measures = {
        "percent_of_labour_force": hat.number(0.01, 5, (0.0, 25.0)),
        "workers": hat.number(100, 1e6, (0.0, 1.0)),
        "percent_of_current": hat.number(1, 100, (0.0, 300.0)),
        "percent_of_population": hat.number(0.01, 3, (0.0, 10.0)),
        "percent_of_natives": hat.number(0.01, 5, (0.0, 25.0)),
    }
    measure = hat.one(list(measures))
    clause["size"] = {measure: measures[measure]}
    if kind == "sponsorship":
        return
    hat.often(clause["size"], 0.15, "joint", True)
    hat.often(clause, 0.25, "measure", "total")
    if clause.get("measure") == "total" and measure == "percent_of_current":
        clause["size"][measure] = hat.number(50, 200, (100.0, 0.0))
    hat.often(clause, 0.35, "allocation", hat.one(["mfn", "bilateral", "proportional"]))
    if clause.get("allocation", "proportional" if kind == "stock" else "") == "proportional":
        hat.often(clause, 0.4, "weights", hat.one(["stock", "labour_force"]))
    if kind == "quota" and hat.chance(0.1):
        wage = hat.one(hat.names("skill"))
        clause["safeguard"] = {"wage": wage, "fall_percent": hat.number(0.01, 5)}
    if kind == "auction":
        hat.often(clause, 0.3, "priced_in", hat.one(["share", "usd"]))
    if years and "measure" not in clause:
        first = int(hat.bench.attrs["base_year"]) + 1
        hat.often(clause, 0.5, "phase_in", {"from": first, "over": 2})
        hat.often(clause, 0.3, "return_share", hat.number(0.01, 0.3))


def _fee(hat: Hat, clause: Clause) -> Clause:
    """In one of its three units; by origin it names every region that the clause may mean."""
    unit = hat.one(["share", "share", "usd", "usd", "by_origin"])
    if unit == "usd":
        return {"usd": hat.number(10, 20_000, (0.0, 0.01))}
    if unit == "by_origin" and clause["instrument"] in ("fee", "surcharge"):
        named = {name: hat.number(0.01, 0.8, (0.0,)) for name in hat.some(hat.names("region"))}
        clause["from"] = list(named)
        return {"by_origin": named}
    return {"share": hat.number(0.01, 0.8, (0.0, 0.99))}


def _money(hat: Hat, clause: Clause, kind: str) -> None:
    if kind != "sponsorship":
        hat.often(clause, 0.4, "captured", hat.number(0.1, 0.7, (0.0, 1.0)))
        if clause.get("captured", 0.0) < 1 and kind != "auction":
            hat.often(clause, 0.2, "dissipated", hat.number(0.01, 0.3, (0.0, 1.0)))
    given = clause.get("captured", 1.0 if kind in OFTEN_PAID else 0.0)
    paid = kind == "sponsorship" or "fee" in clause or given > 0
    if not paid:
        return
    hat.often(clause, 0.3, "applies_to", hat.one(["new", "all"]))
    if hat.chance(0.5):
        shared(hat, clause, ["sponsors"] if kind == "sponsorship" else [])


def shared(hat: Hat, clause: Clause, needed: list[str]) -> None:
    """A split of money over recipients, weights by skill where natives are among them."""
    names = [*needed, *(name for name in hat.some(list(RECIPIENTS)) if name not in needed)]
    shares = [round(float(x), 3) for x in hat.rng.dirichlet([1.0] * len(names))]
    shares[-1] = round(1 - sum(shares[:-1]), 3)
    clause["revenue"] = dict(zip(names, shares, strict=True))
    if clause["revenue"].get("destination_natives"):
        weights = {skill: hat.number(0.1, 2) for skill in hat.some(hat.names("skill"))}
        hat.often(clause, 0.5, "adjustment", weights)


def tariff(hat: Hat, n: int) -> Clause:
    clause = {"importer": hat.selector("region")}
    clause = hat.where(clause, exporter="region", sector="sector")
    change = {"cut": hat.number(0.05, 1, (0.0, 1.0)), "add": hat.number(0.01, 0.5, (0.0, -0.01))}
    change["set"] = hat.number(0.01, 0.5, (0.0, 3.0))
    key = hat.one(list(change))
    return clause | {key: change[key]}


def eligibility(hat: Hat, n: int) -> Clause:
    clause = {"share": hat.number(0.1, 1, (0.0, 1.0))}
    clause = hat.where(clause, to="region", skill="skill", **{"from": "region"})
    hat.often(clause, 0.4, "applies_to", hat.one(["new", "all"]))
    return clause


def levy(hat: Hat, n: int) -> Clause:
    base = hat.one(["earnings", "earnings", "head", "head", "property", "remittances"])
    clause: Clause = {"name": f"l{n}", "base": base}
    clause = _of_migrants(hat, clause)
    if base == "head":
        clause["amount"] = hat.number(1, 5_000, (0.0, 1e6))
    else:
        clause["rate"] = hat.number(0.01, 0.5, (0.0, 0.95))
    if base in ("earnings", "head"):
        hat.often(clause, 0.4, "applies_to", hat.one(["new", "all"]))
    if base != "remittances":
        hat.often(clause, 0.2, "credit", hat.number(0.1, 1))
    hat.often(clause, 0.4, "collector", hat.one(["destination", "origin"]))
    if hat.chance(0.4):
        shared(hat, clause, [])
    return clause


def irregular(hat: Hat, n: int) -> Clause:
    clause: Clause = {
        "name": f"i{n}",
        "to": hat.selector("region", hat.receiving or None),
        "share": hat.number(0.01, 0.5),
        "price": hat.number(0.01, 0.7, (0.0, 0.99)),
        "discount": hat.number(0.01, 0.5, (0.0, 0.99)),
    }
    hat.often(clause, 0.5, "raised_to", hat.number(0.01, 0.9, (0.0, 0.99)))
    hat.often(clause, 0.15, "from", hat.selector("region"))
    return hat.where(clause, skill="skill")


def _of_migrants(hat: Hat, clause: Clause) -> Clause:
    """Selectors that name corridors with people more often than not."""
    hat.often(clause, 0.5, "to", hat.selector("region", hat.receiving or None))
    hat.often(clause, 0.15, "from", hat.selector("region"))
    return hat.where(clause, skill="skill")


def endowment(hat: Hat, n: int) -> Clause:
    factor = hat.selector("factor")
    return {"factor": factor, "region": hat.selector("region"), "scale": _ratio(hat)}


def productivity(hat: Hat, n: int) -> Clause:
    clause: Clause = {"region": hat.selector("region"), "scale": _ratio(hat)}
    over = hat.one(["sector", "factor", None])
    return clause | ({over: hat.selector(over)} if over else {})


def transfer(hat: Hat, n: int) -> Clause:
    """Aid worth at most some percent of what the payers earn, in 10^9 USD."""
    payer, size = (
        hat.selector("region"),
        float(hat.bench.value_added.sum()) / len(hat.names("region")),
    )
    amount = hat.number(1e-4 * size, 0.02 * size, (0.0, 0.1 * size))
    return {"payer": payer, "recipient": hat.selector("region"), "amount": amount}


def _ratio(hat: Hat) -> float:
    return hat.number(0.7, 1.5, (1.0, 0.3, 3.0))


def remittances(hat: Hat) -> Clause:
    section: Clause = {}
    hat.often(section, 0.6, "cost", hat.number(0.01, 0.2, (0.0, 0.9)))
    if hat.chance(0.5):
        clause = hat.where({}, to="region", skill="skill", **{"from": "region"})
        change = {"share": hat.number(0.01, 0.4), "scale": hat.number(0.2, 2, (0.0, 1.0, 10.0))}
        key = hat.one(list(change))
        section["shares"] = [clause | {key: change[key]}]
    if hat.chance(0.3):
        where = hat.where({}, to="region", **{"from": "region"})
        section["costs"] = [where | {"cost": hat.number(0.01, 0.2, (0.0, 0.9))}]
    matching = [{"by": hat.selector("region"), "rate": hat.number(0.05, 1, (0.0, 3.0))}]
    hat.often(section, 0.3, "matching", matching)
    return section


INF = float("inf")
ELASTIC = {
    "esubva": (0.3, 2.0, (0.0, 1.0)),
    "esubd": (1.0, 6.0, (0.0, 1.0, INF)),
    "esubm": (1.5, 10.0, (0.0, 1.0, INF)),
    "esubsk": (0.8, 3.0, (0.0, 1.0, INF)),
    "esubnm": (3.0, 60.0, (1.0, INF)),
    "esubvin": (3.0, 60.0, (1.0, INF)),
    "esubt": (0.1, 1.0, (0.0, 1.0)),
    "esubint": (0.1, 1.0, (0.0, 1.0)),
    "esubhh": (0.5, 1.5, (0.0, 1.0)),
    "esubgov": (0.5, 1.5, (0.0, 1.0)),
    "esubinv": (0.5, 1.5, (0.0, 1.0)),
    "migration_elasticity": (0.3, 3.0, (INF, 0.05)),
    "congestion": (0.1, 1.0, (0.0, 1.0)),
    "brain_drain": (0.02, 0.2, (0.0,)),
    "density": (0.02, 0.1, (0.0,)),
    "recent_share": (0.05, 0.5, (0.0, 1.0)),
    "catch_up": (0.1, 1.0, (0.0, 1.0)),
    "mover_wealth": (0.05, 1.0, (0.0, 1.0)),
    "established_wealth": (0.05, 1.0, (0.0, 1.0)),
    "would_be_migrants": (1e8, 1e9, (3e8,)),
    "numeraire": (0.1, 10.0, (1.0, 0.05, 100.0)),
}


def wages(hat: Hat, n: int) -> Clause:
    """A floor under wages or a wage curve; two of them may clash."""
    del n
    clause: Clause = {"region": hat.selector("region"), "skill": hat.selector("skill")}
    if hat.chance(0.6):
        clause["floor"] = hat.number(0.9, 1.1, (0.5, 1.0))
    else:
        clause["curve"] = {"unemployment": hat.number(0.02, 0.2)}
        hat.often(clause["curve"], 0.5, "elasticity", hat.number(0.05, 1.0))
    hat.often(clause, 0.5, "benefit", hat.number(0.05, 1, (0.0, 1.0)))
    hat.often(clause, 0.2, "exempt", hat.one(["newcomers", "migrants"]))
    return clause


def enforcement(hat: Hat, n: int) -> Clause:
    """What it costs to keep people out; two of them may clash."""
    del n
    to = hat.some(hat.receiving) if hat.receiving and hat.chance(0.8) else hat.selector("region")
    clause: Clause = {"to": to, "share": hat.number(0.001, 0.1)}
    hat.often(clause, 0.3, "from", hat.selector("region"))
    hat.often(clause, 0.3, "skill", hat.selector("skill"))
    if hat.chance(0.5):
        clause["saving"] = hat.number(0.1, 0.9)
        hat.often(clause, 0.5, "helped_by", hat.selector("region"))
    return clause


def parameters(hat: Hat) -> Clause:
    """One or two parameters; those by sector sometimes for some sectors only."""
    drawn: Clause = {}
    for name in hat.some(list(ELASTIC))[: int(hat.rng.integers(1, 3))]:
        value = hat.number(*ELASTIC[name])
        by_sector = name in hat.bench and "sector" in hat.bench[name].dims and hat.chance(0.3)
        drawn[name] = dict.fromkeys(hat.some(hat.names("sector")), value) if by_sector else value
    return drawn


def linkage(hat: Hat, visas: Clause) -> Clause:
    """A cut for what a clause admits."""
    to = visas["to"] if hat.chance(0.9) else hat.selector("region")
    clause: Clause = {"grants": "tariff_cut", "by": "all", "to": to, "for": visas["name"]}
    hat.often(clause, 0.2, "by", hat.selector("region"))
    if hat.chance(0.5):
        clause["switch"] = hat.number(0.1, 1, (0.0, 1.0))
    else:
        clause["schedule"] = {"per_admitted_percent": hat.number(0.01, 1)}
    hat.often(clause, 0.3, "mfn", True)
    hat.often(clause, 0.3, "name", "bargain")
    return clause
