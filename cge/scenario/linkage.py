"""Tariff linkage (L-1): which importer cuts on whose goods, for whose admission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.scenario.people import People
from cge.scenario.select import select, vocabulary
from cge.scenario.settings import Linkage

if TYPE_CHECKING:
    import xarray as xr

    from cge.places import Problems
    from cge.scenario.policy_clauses import LinkageClause
    from cge.scenario.schema import Scenario
    from cge.scenario.visas import Visas


def linkages(
    scenario: Scenario, bench: xr.Dataset, visas: Visas, tariff: xr.DataArray, problems: Problems
) -> tuple[Linkage, ...]:
    """One linkage for each importer (and exporter, where the cut is preferential).

    ``tariff`` (sector, exporter, importer) is what the scenario itself makes of the benchmark's.
    """
    people = People.of(bench)
    left, ever = (
        _pairs((rate * bench.trade) != 0) for rate in (tariff, abs(tariff) + bench.tariff)
    )
    found: dict[tuple[str, str], int] = {}
    result: list[Linkage] = []
    for n, clause in enumerate(scenario.linkage):
        position = [c.name for c in scenario.visas].index(clause.visas)
        mask = visas.owner == position
        if clause.switch is not None and not _raises(visas, people, mask):
            problems.add(
                ("linkage", n, "for"),
                f"{clause.visas!r} admits nobody more than live there today, so that a switch is "
                "never thrown; allowed: a clause that raises admissions, or a schedule",
            )
        links = _links(clause, bench, people, mask)
        result += links
        for link in links:
            for exporter in link.exporters:
                first = found.setdefault((exporter, link.importer), n)
                if first != n:
                    problems.add(
                        ("linkage", n),
                        f"{link.importer} grants a cut on goods of {exporter} here and in "
                        f"linkage.{first}; allowed: one linkage for each pair",
                    )
        if not links:
            problems.add(
                ("linkage", n),
                f"no corridor of {clause.visas!r} leads from 'by' to 'to'; name others",
            )
            continue
        idle, never = _untaxed(links, left), _untaxed(links, ever)
        if len(never) == sum(len(link.exporters) for link in links):
            problems.add(
                ("linkage", n),
                f"there is no tariff to cut: {_shown(idle)}; allowed: importers in 'by' that tax "
                "goods of the regions in 'to'",
            )
        elif idle and not clause.mfn:
            visas.cautions.append(f"{links[0].name}: no tariff to cut: {_shown(idle)}")
    return tuple(result)


def _pairs(taxed: xr.DataArray) -> set[tuple[str, str]]:
    """Pairs (exporter, importer) with a tariff on any good (sector, exporter, importer)."""
    pairs = taxed.any("sector").transpose("exporter", "importer")
    exporters, importers = pairs.exporter.values.tolist(), pairs.importer.values.tolist()
    return {(exporters[s], importers[r]) for s, r in np.argwhere(pairs.values)}


def _untaxed(links: list[Linkage], taxed: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs (exporter, importer) of linkages whose trade bears no tariff."""
    pairs = [(exporter, link.importer) for link in links for exporter in link.exporters]
    return [pair for pair in pairs if pair not in taxed]


def _shown(pairs: list[tuple[str, str]], most: int = 5) -> str:
    listed = ", ".join(f"{importer} on goods of {exporter}" for exporter, importer in pairs[:most])
    return listed + (f" and {len(pairs) - most} more" if len(pairs) > most else "")


def _raises(visas: Visas, people: People, mask: np.ndarray) -> bool:
    """Whether a clause lets more people in than live there today."""
    if not mask.any():
        return False
    caps = [cap for cap in visas.caps if any(mask[people.cell(key)] for key in cap.corridors)]
    more = any(cap.opens for cap in caps)
    numbers = (visas.stock > people.workers * (1 + 1e-12)) & (visas.regime == "stock")
    opened = np.isin(visas.regime, ("free", "fee", "price", "close_gap"))
    return more or bool(((numbers | opened) & mask).any())


def _links(
    clause: LinkageClause, bench: xr.Dataset, people: People, mask: np.ndarray
) -> list[Linkage]:
    words = vocabulary(bench, "region")
    importers, admitting = select(clause.by, words), select(clause.to, words)
    rate = None if clause.schedule is None else clause.schedule.per_admitted_percent
    result = []
    for importer in importers:
        mine = [
            people.corridor(cell)
            for cell in people.cells(mask)
            if people.regions[cell[0]] == importer and people.regions[cell[1]] in admitting
        ]
        everywhere = tuple(r for r in people.regions if r != importer)
        groups = (
            [(everywhere, mine)]
            if clause.mfn
            else [((d,), [c for c in mine if c[1] == d]) for d in admitting if d != importer]
        )
        result += [
            Linkage(
                name=clause.name or clause.visas,
                importer=importer,
                exporters=exporters,
                corridors=tuple(corridors),
                cut=clause.switch,
                per_percent=rate,
            )
            for exporters, corridors in groups
            if corridors
        ]
    return result
