"""``cge list``: scenarios and benchmarks with their one-line descriptions."""

from __future__ import annotations

from cge.cli.console import say


def list_() -> None:
    """List the scenarios and benchmarks that come with the package."""
    from cge.benchmark.shipped import available, outline
    from cge.scenario.shipped import shipped_scenarios, theme
    from cge.yaml_file import read_yaml

    said, scenarios = None, shipped_scenarios()
    width = max(map(len, scenarios), default=0)
    for name, path in scenarios.items():
        if theme(path) != said:
            said = theme(path)
            say(f"scenarios: {said.replace('_', ' ')}")
        text = " ".join(str(read_yaml(path).data.get("description", "")).split())
        say(f"  {name:<{width}} {text}")
    say("benchmarks")
    for name, path in available().items():
        about = outline(path)
        sizes = f"{about.sizes['region']} regions, {about.sizes['sector']} sectors"
        say(f"  {name:<24} {about.description} ({sizes})")
