"""Scenario files that come with the package."""

from __future__ import annotations

from pathlib import Path

from cge.paths import shipped


def shipped_scenarios() -> dict[str, Path]:
    """Scenario files that come with the package, by name: those of the headline, then by theme."""
    folder = shipped("scenarios")
    return {
        path.stem: path
        for path in sorted(folder.rglob("*.yaml"), key=lambda path: (path.parent != folder, path))
    }


def theme(path: Path) -> str:
    """Theme of a shipped scenario: the folder it lies in, ``headline`` at the top."""
    below = path.relative_to(shipped("scenarios")).parent
    return below.as_posix() if below.parts else "headline"
