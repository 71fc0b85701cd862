"""Pages that are whole as files: what is made from the package stands in them, between marks.

``python docs/_ext/whole.py`` writes every page anew; a test says when one is old.

- ``<!-- made: NAME -->`` to ``<!-- end: NAME -->``: what a function of ``pages.py`` gives.
- ``<!-- file: PATH -->`` to ``<!-- end: PATH -->``: a file, beside the page.
- ``430<!-- =NAME -->``: a number of ``_tables/numbers.json`` or ``beliefs.json``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DOCS = Path(__file__).parents[1]
NUMBERS = ("numbers.json", "beliefs.json")
MADE = re.compile(r"^<!-- made: (\w+) -->\n.*?^<!-- end: \1 -->$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^<!-- file: (\S+) -->\n.*?^<!-- end: \1 -->$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"[^\s(|<]*<!-- =(\w+) -->")


def pages() -> list[Path]:
    """Pages of the documentation."""
    return sorted([*DOCS.glob("*.md"), *DOCS.glob("model/*.md")])


def whole(text: str, folder: Path) -> str:
    """A page with all that is made from the package as it is today."""
    text = MADE.sub(lambda found: _between("made", found.group(1), _made(found.group(1))), text)
    text = FILE.sub(lambda found: _between("file", found.group(1), _file(folder, found)), text)
    return NUMBER.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    """A number before its name; ``?`` where ``headlines.py`` has not made it yet."""
    name = found.group(1)
    return f"{numbers().get(name, '?')}<!-- ={name} -->"


def _between(kind: str, name: str, content: str) -> str:
    return f"<!-- {kind}: {name} -->\n\n{content.strip()}\n\n<!-- end: {name} -->"


@cache
def _made(name: str) -> str:
    from pages import MAKERS

    return MAKERS[name]()


def _file(folder: Path, found: re.Match[str]) -> str:
    return (folder / found.group(1)).read_text(encoding="utf-8")


@cache
def numbers() -> dict[str, str]:
    """Numbers of sentences, by name."""
    files = [DOCS / "_tables" / name for name in NUMBERS]
    return {name: x for file in files for name, x in json.loads(file.read_text("utf-8")).items()}


def old() -> Iterator[tuple[Path, str]]:
    """Pages that are not as they should be, and what they should be."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        fresh = whole(text, page.parent)
        if fresh != text:
            yield page, fresh


def main() -> None:
    """Write old pages anew."""
    for page, fresh in old():
        page.write_text(fresh, encoding="utf-8")
        sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
