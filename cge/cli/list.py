"""``cge list``: scenarios and benchmarks with their one-line descriptions."""

from __future__ import annotations

from cge.cli.console import say


def list_() -> None:
    """List the scenarios and benchmarks that come with the package."""
    import xarray as xr

    from cge.benchmark import available
    from cge.scenario.load import read_source, shipped_scenarios, theme

    said, scenarios = None, shipped_scenarios()
    width = max(map(len, scenarios), default=0)
    for name, path in scenarios.items():
        if theme(path) != said:
            said = theme(path)
            say(f"scenarios: {said.replace('_', ' ')}")
        text = " ".join(str(read_source(path).data.get("description", "")).split())
        say(f"  {name:<{width}} {text}")
    say("benchmarks")
    for name, path in available().items():
        with xr.open_dataset(path) as bench:
            sizes = f"{bench.sizes['region']} regions, {bench.sizes['sector']} sectors"
            say(f"  {name:<24} {bench.attrs.get('description', '')} ({sizes})")
