"""Sets of the model: which cells exist, and what is summed over what.

A variable exists on the cells that may be non-zero; nothing is fixed at zero, no tiny number stands
in for an absent flow.  Membership Sets are indexed Sets, so that rules can sum over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np
import xarray as xr

from cge.model.declare import Set

Key = tuple[str, ...]
ODK = ("origin", "destination", "skill")
"""Dims of a corridor, in the order of its index."""
IR = ("sector", "region")
"""Dims of a sector's output, and of a market."""
ISR = ("sector", "exporter", "importer")
"""Dims of a shipment."""


def positive_cells(array: xr.DataArray, *dims: str) -> list[Key]:
    """Labels of the cells above zero, in the order of ``dims``."""
    places = np.nonzero(array.transpose(*dims).values > 0)
    labels = (array.get_index(d).to_numpy(dtype=object) for d in dims)
    columns = (names[at].tolist() for names, at in zip(labels, places, strict=True))
    return list(zip(*columns, strict=True))


def by_label(array: xr.DataArray, *dims: str) -> dict[Any, Any]:
    """Cells of an array by their labels, in the order of ``dims``: tuples where there are more."""
    labels = [array.get_index(d).tolist() for d in dims]
    keys = product(*labels) if len(dims) > 1 else labels[0]
    return dict(zip(keys, array.transpose(*dims).values.ravel().tolist(), strict=True))


def grouped(
    keys: Iterable[Key], by: tuple[int, ...], member: tuple[int, ...], over: Iterable[Any]
) -> dict[Any, list[Any]]:
    """Members per group; every element of ``over`` has a list, if only an empty one."""
    lists: dict[Any, list[Any]] = {key: [] for key in over}
    group, one = itemgetter(*by), itemgetter(*member)  # a label, or a tuple of several
    for key in keys:
        lists[group(key)].append(one(key))
    return lists


def members(keys: Iterable[Key], letters: str, over: Iterable[Any], by: str) -> Set:
    """Membership Set: for each element of ``over`` the ``keys`` that belong to it.

    ``letters`` name the index of the keys, one each; ``by`` those that an element of ``over``
    fixes, in its order.  Members have the letters that are left: ``members(INPUTS, "jir", BUNDLE,
    "ir")`` holds for every (i, r) the goods j.
    """
    fixed = tuple(letters.index(x) for x in by)
    left = tuple(n for n, x in enumerate(letters) if x not in by)
    return Set(over, dimen=len(left), initialize=grouped(keys, fixed, left, over))


def there(keys: Iterable[Any], over: Iterable[Any]) -> Set:
    """For each element of ``over``: one member if it is among ``keys``, else none.

    A term that is there or not: ``sum(... for _ in m.home_at[i, r])``.
    """
    known = set(keys)
    last = {key: key[-1] if isinstance(key, tuple) else key for key in over}
    return Set(over, initialize={key: [x] * (key in known) for key, x in last.items()})


def bought_through(
    corridors: Iterable[Key], sector: str, over: Iterable[Key]
) -> dict[Key, list[Key]]:
    """(origin, skill) of corridors whose movers buy ``sector`` where they live, by its market.

    Where there is no market nothing is bought: :func:`cge.scenario.refusals.nowhere_to_buy` refuses
    scenarios that would need one.
    """
    lists: dict[Key, list[Key]] = {key: [] for key in over}
    for o, d, k in corridors:
        if (sector, d) in lists:
            lists[sector, d].append((o, k))
    return lists
