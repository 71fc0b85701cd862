"""Income of residents and what they do with it (Y-2, Y-3, Y-5), external account (Y-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.model.block import Context
from cge.model.declare import Param, Set
from cge.model.equation import equation
from cge.model.irregular import smuggled, untaxed
from cge.model.jobs import unemployment_benefits
from cge.model.labour import arrived, returned
from cge.model.remittances import matched, received, sent
from cge.model.sets import members, positive_cells, there
from cge.model.shares import fill
from cge.model.sponsors import hosting
from cge.model.taxes import net_of_tax
from cge.model.variables import levels, ratios
from cge.model.visas import dissipated

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings

ROUNDING = 1e-9
"""Share of GDP below which saving counts as zero."""


def at_home(settings: Settings) -> bool:
    """Whether capital stays in its region, so that owners have the income of what they own."""
    return settings.closure.capital != "mobile"


def factor_income(m, f, r):
    """Income of capital or resources before tax, where they work [10^9 USD]."""
    return m.v_factor[f, r] * m.pf[f, r] * m.qe[f, r]


def wage_bill(m, k, r):
    """Wages of natives and migrants of one skill before tax [10^9 USD]."""
    return m.v_skill[k, r] * m.pl[k, r] * m.ql[k, r]


def worn(m, f, r):
    """Capital consumption: what replaces the capital that wears out, where it works [10^9 USD]."""
    return m.v_worn[f, r] * m.p_inv[r] * m.qe[f, r]


def owned_worn(m, f, r):
    """Capital consumption of the endowment that the benchmark's owners hold [10^9 USD]."""
    return m.v_worn[f, r] * m.p_inv[r] * m.endowment[f, r]


def added_worn(m, f, r):
    """Capital consumption of what residents' own saving has added to it [10^9 USD]."""
    return m.v_worn[f, r] * m.p_inv[r] * (m.qe[f, r] - m.endowment[f, r])


def owned_capital_income(m, f, r):
    """Income after tax of the endowment that the benchmark's owners hold [10^9 USD]."""
    return net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * m.endowment[f, r]


def added_capital_income(m, f, r):
    """Income after tax of what residents' own saving has added to it [10^9 USD]."""
    return net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * (m.qe[f, r] - m.endowment[f, r])


@equation("Y-2", over="OWNERS", when=at_home)
def eq_prop(m, r):
    """Property income of the residents of r, wherever the capital works, less what wears out."""
    owned = sum(
        m.foreign_ownership[r, s] * owned_capital_income(m, f, s) for (f, s) in m.holdings_of[r]
    ) - sum(m.foreign_ownership[r, s] * owned_worn(m, f, s) for (f, s) in m.wearing_of[r])
    added = sum(added_capital_income(m, f, r) for f in m.factors_of[r]) - sum(
        added_worn(m, f, r) for f in m.wearing_in[r]
    )
    return m.prop[r] * m.v_property[r] == owned + added


@equation("Y-2n", over="BORN")
def eq_leaving(m, o, k):
    """Part of those at home at the benchmark who have left."""
    return m.leaving[o, k] == sum(
        m.movers_per_stayer[o, d, k] * arrived(m, o, d, k) for d in m.destinations_of[o, k]
    )


def wealth_of_mover(m, o, k):
    """What one who leaves owns, over the average of all who were at home at the benchmark.

    The first to leave own ``mover_wealth``; as a region empties each owns the average, so that all
    claims have owners.
    """
    return m.mover_wealth[k] + (1 - m.mover_wealth[k]) * m.leaving[o, k]


def wealth_of_stayer(m, o, k):
    """What one who does not leave owns, over the same average: both together own everything."""
    return 1 + (1 - m.mover_wealth[k]) * m.leaving[o, k]


def part_of_new(m, o, d, k):
    """Part of the claims of natives of o that those own who have moved to d."""
    return wealth_of_mover(m, o, k) * m.movers_per_stayer[o, d, k] * arrived(m, o, d, k)


def claims_of_new(m, o, d, k):
    """Property income that new migrants keep at home (`portable`) [10^9 USD]."""
    all_claims = m.v_property[o] * m.prop[o] * m.ownership[o, o, k]
    return m.portable * all_claims * part_of_new(m, o, d, k)


def claims_of_returned(m, o, d, k):
    """Property income that the returned keep where they lived [10^9 USD]."""
    return m.portable * m.v_property[d] * m.prop[d] * m.ownership[o, d, k] * returned(m, o, d, k)


def net_wages(m, r):
    """Wages of natives and migrants after tax [10^9 USD]."""
    return sum(net_of_tax(m, k, r) * wage_bill(m, k, r) for k in m.skills_of[r])


def property_of_residents(m, r):
    """Property income, with that kept elsewhere by who came or returned (Y-2) [10^9 USD]."""
    here = sum(m.v_property[r] * m.prop[r] for _ in m.owner_at[r])
    brought = sum(
        claims_of_new(m, o, r, k) - claims_of_returned(m, o, r, k) for (o, k) in m.owners_from[r]
    )
    taken = sum(
        claims_of_new(m, r, d, k) - claims_of_returned(m, r, d, k) for (d, k) in m.owners_to[r]
    )
    return here + brought - taken


def net_remittances(m, r):
    """Received, with what the government adds, less sent (M-25) [10^9 USD]."""
    arrived = sum(received(m, r, d, k) + matched(m, r, d, k) for (d, k) in m.remitters_to[r])
    return arrived - sum(sent(m, o, r, k) for (o, k) in m.remitters_from[r])


def public_transfers(m, r):
    """Lump sums and benefits of residents (Y-4) [10^9 USD]."""
    to_all = (m.transfer[r] * m.residents[r] + m.benefit[r] * m.entitled[r]) * m.v_gdp[r]
    return to_all + unemployment_benefits(m, r)


def visas_of_residents(m, r):
    """Received for visas less what movers pay, lose and cost their hosts (M-23) [10^9 USD]."""
    return sum(
        (m.to_natives[o, r, k] + m.to_sponsors[o, r, k] - 1) * m.visa_payment[o, r, k]
        - dissipated(m, o, r, k)
        - hosting(m, o, r, k)
        for (o, k) in m.payers_in[r]
    )


def levies_of_residents(m, r):
    """Received from levies less those paid, by those who live here or were born here (Y-7)."""
    here = sum(
        (m.levy_to_natives[n] + m.levy_to_sponsors[n] + m.levy_credit[n] - m.levy_by_mover[n])
        * m.levied[n, o, r, k]
        for (n, o, k) in m.levied_in[r]
    )
    others = sum((1 - m.levy_by_mover[n]) * m.levied[n, r, d, k] for (n, d, k) in m.levied_from[r])
    return here - others


def irregular_gains(m, r):
    """Taxes that irregular migrants do not pay less what smugglers take (M-24) [10^9 USD]."""
    return sum(untaxed(m, o, r, k) - smuggled(m, o, r, k) for (o, k) in m.irregular_in[r])


@equation("Y-3", over="REGIONS")
def eq_yd(m, r):
    """Disposable income of the residents of r, after what they send and before they spend."""
    earned = net_wages(m, r) + irregular_gains(m, r) + property_of_residents(m, r)
    received = public_transfers(m, r) + m.p_world * m.v_other_transfers[r] + net_remittances(m, r)
    charged = visas_of_residents(m, r) + levies_of_residents(m, r)
    return m.yd[r] == (earned + received + charged) / m.v_disposable[r]


@equation("Y-5", over="REGIONS")
def eq_cons(m, r):
    """Real consumption: what is not saved."""
    return m.p_cons[r] * m.cons[r] * (1 - m.saving_base[r]) == (1 - m.saving[r]) * m.yd[r]


@equation("Y-5i", over="FINANCING")
def eq_inv(m, r):
    """Investment: what replaces worn capital, net saving of residents, and foreign saving.

    Foreign saving is fixed in world prices (Y-6).  Where nothing is invested, residents save what
    they lend abroad.
    """
    invested = sum(m.p_inv[r] * m.inv[r] * m.v_investment[r] for _ in m.invests_at[r])
    replaced = sum(worn(m, f, r) for f in m.wearing_in[r])
    saved = m.saving[r] * m.yd[r] * m.v_disposable[r]
    return invested == replaced + saved + m.p_world * m.v_foreign_saving[r]


def declare(c: Context) -> None:
    """What residents own and earn, and what they save.

    Raises
    ------
    ScenarioError
        If claims would move where there is no property.
    """
    m, bench = c.m, c.bench
    gdp, disposable = accounts.gdp(bench), accounts.disposable_income(bench)
    saving, invested = accounts.saving(bench), accounts.spending(bench, "investment")
    lend = positive_cells((invested <= 0) & (saving > ROUNDING * gdp), "region")
    m.LENDING = Set(initialize=[r for (r,) in lend])
    m.FINANCING = Set(initialize=[*m.INVESTMENT, *m.LENDING])
    m.invests_at, m.lends_at = there(m.INVESTMENT, m.REGIONS), there(m.LENDING, m.REGIONS)
    _declare_property(c)
    _declare_claims(c)
    for name, amount, over in [
        ("v_gdp", gdp, m.REGIONS),
        ("v_disposable", disposable, m.REGIONS),
        ("v_investment", invested, m.INVESTMENT),
        ("v_foreign_saving", accounts.foreign_saving(bench), m.FINANCING),
        ("v_other_transfers", accounts.net_other_transfers(bench), m.REGIONS),
        ("saving_base", saving / disposable, m.REGIONS),
    ]:
        fill(m, name, over, amount, "region")
    given = c.given("other_transfers")
    if given is not None:
        net = accounts.net_other_transfers(bench.assign(other_transfers=given))
        c.path.to_array(m, "v_other_transfers", net, ("region",))
    ratios(m, "yd", m.REGIONS)
    levels(m, "saving", {r: m.saving_base[r] for r in m.REGIONS}, m.REGIONS)
    m.saving.fix()
    for r in m.LENDING:
        m.saving[r].unfix()


def _declare_property(c: Context) -> None:
    """Who owns the capital and the resources of which region."""
    m = c.m
    owned = accounts.property_income(c.bench)
    m.OWNERS = Set(initialize=[r for (r,) in positive_cells(owned, "region")])
    m.owner_at = there(m.OWNERS, m.REGIONS)
    held = positive_cells(c.bench.foreign_ownership, "owner", "region")
    m.HELD = Set(
        initialize=[(o, r) for o, r in held if o in m.OWNERS and len(m.factors_of[r])], dimen=2
    )
    holdings = [(o, f, r) for o, r in m.HELD for f in m.factors_of[r]]
    m.holdings_of = members(holdings, "ofr", m.OWNERS, "o")
    fill(m, "foreign_ownership", m.HELD, c.bench.foreign_ownership, "owner", "region")
    fill(m, "v_property", m.OWNERS, owned, "region")
    levels(m, "prop", dict.fromkeys(m.OWNERS, 1.0), m.OWNERS)  # net of what wears out: any sign
    consumed = c.bench.capital_consumption.expand_dims(factor=["capital"])
    wearing = positive_cells(consumed, "factor", "region")
    m.WEARING = Set(initialize=wearing, dimen=2)
    fill(m, "v_worn", m.WEARING, consumed, "factor", "region")
    m.wearing_in = members(wearing, "fr", m.REGIONS, "r")
    kept = [(o, f, r) for o, f, r in holdings if (f, r) in set(wearing)]
    m.wearing_of = members(kept, "ofr", m.OWNERS, "o")


def _declare_claims(c: Context) -> None:
    """Claims of migrants on the property of a region, where both ends of a corridor have some."""
    m, odk = c.m, ("origin", "destination", "skill")
    owned = ownership(c)
    owns = set(positive_cells(owned, *odk))
    portable = c.settings.closure.ownership == "portable"
    mixed = sorted({(o, d) for o, d, _ in m.CORRIDORS if (o in m.OWNERS) != (d in m.OWNERS)})
    if portable and mixed:
        msg = (
            f"portable needs property income at both ends of a corridor, or at "
            f"neither; not so from {mixed[0][0]} to {mixed[0][1]}"
            f"{f' and {len(mixed) - 1} more' if len(mixed) > 1 else ''}. Use ownership: residence."
        )
        raise ScenarioError(msg, ("closure", "ownership"))
    moving = [
        (o, d, k)
        for o, d, k in m.CORRIDORS
        if o in m.OWNERS and d in m.OWNERS and owns & {(o, o, k), (o, d, k)}
    ]
    m.claiming = Set(initialize=moving, dimen=3)
    natives = [(o, d, k) for o, d, k in sorted(owns) if o == d]  # of regions that nobody leaves too
    home = dict.fromkeys([*natives, *((o, o, k) for o, _, k in moving)])
    m.CLAIMS = Set(initialize=[*home, *moving], dimen=3)
    m.owners_from = members(moving, "odk", m.REGIONS, "d")
    m.owners_to = members(moving, "odk", m.REGIONS, "o")
    fill(m, "ownership", m.CLAIMS, owned, *odk)
    m.portable = Param(initialize=float(portable), mutable=True)
    wealth = c.given("mover_wealth")
    wealth = c.bench.mover_wealth if wealth is None else wealth
    fill(m, "mover_wealth", list(dict.fromkeys(k for _, k in m.BORN)), wealth, "skill")
    levels(m, "leaving", dict.fromkeys(m.BORN, 0.0), m.BORN)


def ownership(c: Context) -> xr.DataArray:
    """Claims by birth, place and skill, with what the scenario says that migrants own.

    Raises
    ------
    ScenarioError
        If the scenario says it and a table of the benchmark says something else.
    """
    given = c.given("established_wealth")
    if given is None:
        return c.bench.ownership
    if float(abs(c.bench.ownership - accounts.ownership(c.bench)).max()) > ROUNDING:
        msg = (
            "the benchmark has a table ownership of its own, which says what "
            "migrants own; leave the parameter out, or the table"
        )
        raise ScenarioError(msg, ("parameters", "established_wealth"))
    return accounts.claims_of(c.bench, given)
