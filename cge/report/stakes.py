"""Who is for and who is against, as tables: one per region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.sheet import Sheet, full_name

if TYPE_CHECKING:
    import xarray as xr

    from cge.analysis.coalition import Stake


def sheets(found: list[Stake], result: xr.Dataset) -> tuple[Sheet, ...]:
    """One table per region: groups down, scenarios across."""
    names = list(dict.fromkeys(s.scenario for s in found))
    tables = []
    for region in dict.fromkeys(s.region for s in found):
        own = [s for s in found if s.region == region]
        rows = []
        for group in dict.fromkeys(s.group for s in own):
            cells = [s for s in own if s.group == group]
            rows.append((group, *(f"{s.stance:<2} {s.percent:+.2f}" for s in cells)))
        title = f"{full_name(result, region)}: for (+) and against (-), change in percent"
        tables.append(Sheet(title, ("", *names), tuple(rows)))
    return tuple(tables)
