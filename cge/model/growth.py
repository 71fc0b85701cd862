"""Growth of a baseline from one year to the next: people, capital, productivity (K, path)."""

from __future__ import annotations

from cge.model.block import Context
from cge.model.sets import by_label


def declare(c: Context) -> None:
    """Targets of a growth step; it comes last, since it moves what other blocks have declared.

    More residents of a skill are written as more work by each: nobody moves, and what depends on
    heads (public consumption, transfers) is scaled here.
    """
    m, path, growth = c.m, c.path, c.settings.growth
    if growth is None:
        return
    people = by_label(growth.people, "skill", "region")
    stock = by_label(growth.capital, "region")
    heads, workers = by_label(growth.heads, "region"), by_label(growth.workers, "region")
    path.to(m, "effort", {(k, r): people[k, r] for k, r in m.SKILL})
    path.to(m, "eff", {(o, d, k): m.eff[o, d, k] * people[k, d] for o, d, k in m.CORRIDORS})
    for name in ("endowment", "qe"):
        path.to(m, name, {(f, r): stock[r] for f, r in m.CAPITAL})
    # without a policy public consumption per head stays; the rival share is about newcomers
    needs = {r: heads[r] for r in m.GOVERNMENT if m.public_scale[r].fixed}
    path.to(m, "public_scale", needs)
    for name in ("transfer_base", "benefit_base"):
        base = getattr(m, name)
        path.to(m, name, {r: base[r] * workers[r] for r in m.REGIONS})
    for name, over in (("v_foreign_saving", m.FINANCING), ("v_other_transfers", m.REGIONS)):
        amount = getattr(m, name)
        path.to(m, name, {r: amount[r] * growth.world for r in over})
    path.to(m, "productivity", dict.fromkeys(m.MAKES, growth.productivity))
