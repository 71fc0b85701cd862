"""Income of residents and what they do with it (Y-2, Y-3, Y-5), external account (Y-6)."""

from __future__ import annotations

from typing import Any

from cge.model.equation import equation
from cge.model.irregular import smuggled, untaxed
from cge.model.labour import arrived, returned
from cge.model.remittances import matched, received, sent
from cge.model.sponsors import hosting
from cge.model.taxes import net_of_tax
from cge.model.visas import dissipated


def owned_capital_income(m: Any, f: Any, r: Any) -> Any:
    """Income after tax of the endowment that the benchmark's owners hold [10^9 USD]."""
    return net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * m.endowment[f, r]


def added_capital_income(m: Any, f: Any, r: Any) -> Any:
    """Income after tax of what residents' own saving has added to it [10^9 USD]."""
    return net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * (m.qe[f, r] - m.endowment[f, r])


@equation("Y-2", over="OWNERS")
def eq_prop(m: Any, r: Any) -> Any:
    """Property income of the residents of r, wherever the capital works."""
    return m.prop[r] * m.v_property[r] == sum(
        m.foreign_ownership[r, s] * owned_capital_income(m, f, s) for (f, s) in m.holdings_of[r]
    ) + sum(added_capital_income(m, f, r) for f in m.factors_of[r])


def claims_of_new(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Property income that new migrants keep at home (`portable`) [10^9 USD]."""
    per_head = m.v_property[o] * m.prop[o] * m.ownership[o, o, k]
    return m.portable * per_head * m.su_stayers[o, d, k] * arrived(m, o, d, k)


def claims_of_returned(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Property income that the returned keep where they lived [10^9 USD]."""
    return m.portable * m.v_property[d] * m.prop[d] * m.ownership[o, d, k] * returned(m, o, d, k)


def visas_and_levies(m: Any, r: Any) -> Any:
    """What residents receive for visas and from levies less what they pay (M-4, M-7, Y-7)."""
    return (
        sum(
            (m.to_natives[o, r, k] + m.to_sponsors[o, r, k] - 1) * m.visa_payment[o, r, k]
            - dissipated(m, o, r, k)
            - hosting(m, o, r, k)
            for (o, k) in m.payers_in[r]
        )
        + sum(
            (m.levy_to_natives[n] + m.levy_to_sponsors[n] + m.levy_credit[n] - m.levy_by_mover[n])
            * m.levied[n, o, r, k]
            for (n, o, k) in m.levied_in[r]
        )
        + sum(untaxed(m, o, r, k) - smuggled(m, o, r, k) for (o, k) in m.irregular_in[r])
        - sum((1 - m.levy_by_mover[n]) * m.levied[n, r, d, k] for (n, d, k) in m.levied_from[r])
    )


@equation("Y-3", over="REGIONS")
def eq_yd(m: Any, r: Any) -> Any:
    """Disposable income of the residents of r, after what they send and before they spend."""
    wages = sum(
        net_of_tax(m, k, r) * m.v_skill[k, r] * m.pl[k, r] * m.ql[k, r] for k in m.skills_of[r]
    )
    claims = (
        sum(m.v_property[h] * m.prop[h] for h in m.owner_at[r])
        + sum(
            claims_of_new(m, o, r, k) - claims_of_returned(m, o, r, k)
            for (o, k) in m.owners_from[r]
        )
        + sum(
            claims_of_returned(m, r, d, k) - claims_of_new(m, r, d, k) for (d, k) in m.owners_to[r]
        )
    )
    remitted = sum(
        received(m, r, d, k) + matched(m, r, d, k) for (d, k) in m.remitters_to[r]
    ) - sum(sent(m, o, r, k) for (o, k) in m.remitters_from[r])
    public = (m.transfer[r] * m.residents[r] + m.benefit[r] * m.entitled[r]) * m.v_gdp[r]
    transfers = public + m.p_world * m.v_other_transfers[r]
    total = wages + claims + remitted + transfers + visas_and_levies(m, r)
    return m.yd[r] == total / m.v_disposable[r]


@equation("Y-5", over="REGIONS")
def eq_cons(m: Any, r: Any) -> Any:
    """Real consumption: what is not saved."""
    return m.p_cons[r] * m.cons[r] * (1 - m.saving_base[r]) == (1 - m.saving[r]) * m.yd[r]


@equation("Y-5i", over="INVESTMENT")
def eq_inv(m: Any, r: Any) -> Any:
    """Investment: saving of residents and foreign saving, fixed in world prices (Y-6)."""
    return m.p_inv[r] * m.inv[r] * m.v_investment[r] == (
        m.saving[r] * m.yd[r] * m.v_disposable[r] + m.p_world * m.v_foreign_saving[r]
    )


EQUATIONS = (eq_prop, eq_yd, eq_cons, eq_inv)
