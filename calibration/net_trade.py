"""Gross trade -> net trade: the tables of a benchmark for homogeneous goods.

A good that is the same wherever it is made is not bought and sold at once.  Every region keeps what
it sells on balance; what it buys on balance pays its mean tariff.  Incomes, final demand, costs and
government revenue stay as they are: tariffs on the two-way trade that is taken out become a tax on
the output of the same good.
"""

from __future__ import annotations

import numpy as np


def net(tables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Tables with net trade (sector, exporter, importer) and one tariff per good and importer.

    Net sellers supply a pool from which net buyers take in proportion to what they buy; who buys
    from whom has no meaning beyond that.
    """
    trade, tariff = tables["trade"], tables["tariff"]
    goods, regions = trade.shape[0], trade.shape[1]
    bought = trade.sum(axis=1)
    duty = (trade * tariff).sum(axis=1)
    balance = trade.sum(axis=2) - bought
    sold, missing = np.maximum(balance, 0.0), np.maximum(-balance, 0.0)
    rate = np.divide(duty, bought, out=np.zeros_like(duty), where=bought > 0)
    pool = sold.sum(axis=1, keepdims=True)
    part = np.divide(missing, pool, out=np.zeros_like(missing), where=pool > 0)
    flows = sold[:, :, None] * part[:, None, :]
    uniform = np.broadcast_to(rate[:, None, :], (goods, regions, regions)).copy()
    uniform[:, np.arange(regions), np.arange(regions)] = 0.0
    return tables | {
        "trade": flows,
        "tariff": uniform,
        "output_tax": tables["output_tax"] + duty - rate * missing,
    }
