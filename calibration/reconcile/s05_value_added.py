"""Step 5: value added by sector and net taxes on products."""

from __future__ import annotations

import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import SECTORS

SHARES = {"agriculture": "wdi_gdpagr", "industry": "wdi_gdpind", "services": "wdi_svapgdp"}

OWN_YEAR = {"agriculture": "NV.AGR.TOTL.ZS", "industry": "NV.IND.TOTL.ZS"}
"""WDI of the base year; services take what is left of the sum, which the cross-section has."""

TAX_CEILING = 0.20
"""Net taxes on products are at most this part of GDP; what a sum of sectors lacks beyond is an
incomplete source."""


def sector_shares(raw: Tidy, frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Sectors' shares in value added at basic prices, and net taxes on products over GDP.

    Columns: the sectors (adding to one) and ``product_tax`` (share of GDP, 0 to 0.2).
    """
    qog = raw.qog.reindex(frame.index)
    shares = pd.DataFrame({sector: qog[name] / 100 for sector, name in SHARES.items()})
    total = shares.sum(axis=1, min_count=3)
    for sector, name in OWN_YEAR.items():
        shares[sector] = (raw.wdi(name).reindex(frame.index) / 100).fillna(shares[sector])
    shares["services"] = total - shares["agriculture"] - shares["industry"]
    for sector in SECTORS:
        shares[sector], gaps = fill_by_class(shares[sector], frame["income_class"])
        log.flag("05", f"value added, {sector}", gaps, "median share of the income class")
    total = shares.sum(axis=1)
    tax = (1 - total).clip(0.0, TAX_CEILING)
    odd = total.index[(total > 1.0) | (total < 1 - TAX_CEILING)]
    log.flag("05", "product tax", odd, "sector shares do not add to 80-100% of GDP: tax clipped")
    log.move("05", "product_tax_share_of_gdp", 1 - total, tax)
    result = shares.div(total, axis=0).assign(product_tax=tax)
    require_finite("05", shares=result)
    return result
