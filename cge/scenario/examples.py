"""Files that come with the package as examples: designs of treaties, games, win-sets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cge.errors import UsageError
from cge.nearest import nearest
from cge.paths import shipped, there
from cge.places import NOWHERE
from cge.yaml_file import Source, read_yaml


def shipped_examples(folder: str) -> dict[str, Path]:
    """Files in a folder of examples, by name."""
    return {path.stem: path for path in sorted((shipped("examples") / folder).glob("*.yaml"))}


def read_example(
    what: str | Path | Mapping[str, Any], folder: str, called: str = "file", where: str = ""
) -> Source:
    """Values and places of a file: a path, a shipped name, or what such a file holds.

    ``called`` and ``where`` are words of the message: what is missing, and where it was looked for.

    Raises
    ------
    UsageError
        If there is no such file, with the nearest name.
    ScenarioError
        If it cannot be read.
    """
    if isinstance(what, Mapping):
        return Source(dict(what), dict(NOWHERE))
    path = Path(what)
    if there(path) and path.is_file():
        return read_yaml(path)
    known = shipped_examples(folder)
    if str(what) in known:
        return read_yaml(known[str(what)])
    listed = ", ".join(known) or "none"
    msg = f"there is no {called} {str(what)!r}; shipped{where}: {listed}{nearest(what, known)}"
    raise UsageError(msg)
