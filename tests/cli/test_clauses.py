"""Clauses as a user meets them: exit code and message of ``cge check``, which asks what ``cge run``
asks before it solves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

QUOTA = "visas: [{name: v, to: north, instrument: quota, size: {percent_of_labour_force: 10}}]"

NAMED = {
    "levy nobody pays": (
        "levies: [{name: l, base: head, amount: 1000, to: north, from: south}]",
        "levies.0 (FILE:3): changes nothing: nobody pays it",
    ),
    "matching nobody receives": (
        "remittances: {matching: [{by: north, rate: 0.5}]}",
        "remittances.matching.0 (FILE:3): changes nothing",
    ),
    "a ceiling above all costs": (
        "remittances: {cost: 0.5}",
        "remittances.cost (FILE:3): changes nothing: every cost of sending is below it already",
    ),
    "a tariff on nothing": (
        "tariffs: [{importer: north, exporter: north, set: 0.5}]",
        "tariffs.0 (FILE:3): changes nothing: nothing is traded there",
    ),
    "a tariff of 25": (
        "tariffs: [{importer: north, exporter: south, set: 25}]",
        "tariffs.0.set (FILE:3): 25 is read as a rate of 2,500%; 0.25 is 25%",
    ),
    "three percent as a share": (
        QUOTA.replace("10}", "0.03}"),
        "visas.0.size.percent_of_labour_force (FILE:3): 0.03 is read as 0.03 percent",
    ),
    "three million workers as 3": (
        "visas: [{name: v, to: north, instrument: quota, size: {workers: 3}}]",
        "visas.0.size.workers (FILE:3): 3 is read as 3 workers, where up to 101,000,000 work",
    ),
    "aid of 2,000 million": (
        "transfers: [{payer: north, recipient: south, amount: 2000}]",
        "transfers.0.amount (FILE:3): 2000 is read as 2,000 x 10^9 USD a year, ",
    ),
    "a parameter of today": (
        "parameters: {esubnm: 20, esubva: 2}",
        "parameters.esubnm (FILE:3): changes nothing: it is so already",
    ),
    "what movers own by default": (
        "parameters: {mover_wealth: 0.2}",
        "parameters.mover_wealth (FILE:3): changes nothing: it is so already",
    ),
    "others, where none is left": (
        f"{QUOTA}\nclosure: {{others: price}}",
        "closure.others (FILE:4): changes nothing: the clauses name every corridor",
    ),
}
REFUSED = {
    "matching twice": (
        "remittances: {matching: [{by: developing, rate: 0.5}, {by: south, rate: 0.1}]}",
        "FILE:3: remittances.matching.0: other clauses of 'remittances.matching' undo all",
    ),
    "eligibility twice": (
        f"{QUOTA}\neligibility: [{{share: 0.5}}, {{share: 0.2}}]",
        "FILE:4: eligibility.0: other clauses of 'eligibility' undo all",
    ),
    "no surplus": (
        "productivity: [{region: north, scale: 0.2}]",
        "FILE:3: productivity.0: at this productivity the goods of north use up",
    ),
    "aid beyond what the rich have": (
        "transfers: [{payer: north, recipient: south, amount: 90000}]",
        "FILE:3: transfers.0: north would give 90,000 x 10^9 USD a year of the",
    ),
    "aid beyond what the poor have, in two parts": (
        "transfers:\n- {payer: all, recipient: all, amount: 1}\n"
        "- {payer: south, recipient: north, amount: 2000}\n"
        "- {payer: south, recipient: north, amount: 1900}",
        "south would give 3,900 x 10^9 USD a year of the",
    ),
    "sent to pay more than they earn": (
        "visas: [{name: v, to: north, instrument: stock, size: {percent_of_current: 10}}]\n"
        "levies: [{name: l, base: head, amount: 200000}]",
        "FILE:4: levies: newcomers from south in north (low) would pay 200,000 USD of an income of",
    ),
}


def written(folder: Path, benchmark: Path, body: str) -> Path:
    file = folder / "asked.yaml"
    file.write_text(f"name: asked\nbenchmark: {benchmark.resolve()}\n{body}\n")
    return file


@pytest.mark.parametrize("case", NAMED)
def test_what_changes_nothing_or_is_out_of_scale_is_a_caution(
    cge: Command, tmp_path: Path, two_regions: Path, case: str
) -> None:
    body, words = NAMED[case]
    file = written(tmp_path, two_regions, body)
    done = cge("check", file)
    assert done.code == 0
    assert f"caution: {words.replace('FILE', str(file))}" in done.out


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_undone_or_has_no_equilibrium_is_a_mistake(
    cge: Command, tmp_path: Path, two_regions: Path, case: str
) -> None:
    body, words = REFUSED[case]
    file = written(tmp_path, two_regions, body)
    for done in (cge("check", file), cge("run", file, "--out", tmp_path / "r.nc")):
        assert done.code == 2
        assert words.replace("FILE", str(file)) in done.err
        assert "allowed: " in done.err
    assert not (tmp_path / "r.nc").exists()


def test_wages_of_people_counted_in_millions_are_a_caution_of_the_benchmark(
    cge: Command, tmp_path: Path, two_regions: Path
) -> None:
    folder = tmp_path / "millions"
    folder.mkdir()
    for table in two_regions.iterdir():
        (folder / table.name).write_bytes(table.read_bytes())
    rows = (two_regions / "workers.csv").read_text()
    (folder / "workers.csv").write_text(rows.replace("e6,", ","))
    assert "e6," in rows
    beliefs = folder / "elasticities.csv"  # who would move is counted in millions too
    beliefs.write_text(beliefs.read_text().replace("20e6,10e6,30e6", "20,10,30"))
    done = cge("check", folder)
    assert done.code == 0
    assert "caution: the mean wage of north is read as" in done.out
    assert "mean wage" not in cge("check", two_regions).out
