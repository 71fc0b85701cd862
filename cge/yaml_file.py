"""YAML to plain values with the line of each; nothing is executed, nothing is guessed.

One reader for every file that a user writes: scenarios, sets of a benchmark, maps.  A key is the
text that stands in the file, and a key without a value is a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cge.errors import ScenarioError
from cge.places import Key, Place, Problems

STANDARD = "tag:yaml.org,2002:"
NULL, TEXT, WHOLE = (STANDARD + kind for kind in ("null", "str", "int"))
SCALARS = {STANDARD + kind for kind in ("str", "int", "float", "bool", "null")}
TAGS = SCALARS | {STANDARD + kind for kind in ("map", "seq", "timestamp", "merge")}
"""What YAML finds by itself; any other tag was written to make an object."""
LARGEST_FILE = 1_000_000
"""Bytes; a scenario is a page of text."""
EMPTY = "has no value; give one, or leave the key out"
MOST_VALUES = 100_000
"""Values after aliases are written out; more is a mistake or an attack."""


@dataclass(frozen=True)
class Source:
    """A scenario as written: plain values, and the place of each of them."""

    data: dict[str, Any]
    places: dict[Key, Place]
    faults: list[tuple[Place, str]] = field(default_factory=list)
    """What is wrong with the text itself, reported together with what is wrong with the values."""

    def raise_if_faulty(self) -> None:
        """Tell what is wrong with the text.

        Raises
        ------
        ScenarioError
            If anything is.
        """
        Problems(self.places, self.faults).raise_if_any()


def shown(path: Path) -> str:
    """The path as the user would type it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_yaml(path: Path) -> Source:
    """Read a file whose top level is a mapping.

    Raises
    ------
    ScenarioError
        If the file cannot be read or is not YAML, with file and line.
    """
    name = shown(path)
    try:
        with path.open("rb") as file:
            kind = file.read(8)
        if kind.startswith((b"\x89HDF", b"CDF")):
            msg = f"{name}: a result or benchmark (NetCDF), not a scenario; scenarios end in .yaml"
            raise ScenarioError(msg)
        if path.stat().st_size > LARGEST_FILE:
            msg = f"{name}: larger than {LARGEST_FILE} bytes; this is not a scenario file"
            raise ScenarioError(msg)
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"{name}: cannot be read: {error.strerror}"
        raise ScenarioError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 text (byte {error.start}); save the file as UTF-8"
        raise ScenarioError(msg) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Source:
    """Read a YAML text whose top level is a mapping; ``name`` stands for it in messages."""
    node = _compose(text, name)
    builder = _Builder(name)
    data = {} if node is None else builder.whole(node)
    builder.places.setdefault((), Place(name, 1))
    if not isinstance(data, dict):
        builder.problems.add((), "the file must be a mapping such as 'name: my_scenario'")
        builder.problems.raise_if_any()
    return Source(data, builder.places, builder.problems.found)


def read_value(text: str, name: str) -> Any:
    """Read one YAML value, as after ``--set key=``."""
    node = _compose(text, name)
    builder = _Builder(name, numbered=False)
    if node is None:
        builder.problems.found.append((Place(name), f"{EMPTY}; is a shell variable unset?"))
    value = None if node is None else builder.whole(node)
    builder.problems.raise_if_any()
    return value


def _compose(text: str, name: str) -> Node | None:
    try:
        return YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1 if mark else 1)
        msg = f"{place}: not valid YAML: {error.problem or error.context}"
        raise ScenarioError(msg) from None
    except RecursionError:
        msg = f"{name}: nested too deeply; this is not a scenario file"
        raise ScenarioError(msg) from None
    except YAMLError as error:
        msg = f"{name}: not valid YAML: {str(error).splitlines()[0]}"
        raise ScenarioError(msg) from None


class _Builder:
    """Turns composed nodes into values and remembers their lines."""

    def __init__(self, name: str, *, numbered: bool = True) -> None:
        self.name = name
        self.numbered = numbered
        self.places: dict[Key, Place] = {}
        self.problems = Problems(self.places)
        self.constructor = YAML(typ="safe", pure=True).constructor
        self.count = 0

    def place(self, node: Node) -> Place:
        return Place(self.name, node.start_mark.line + 1 if self.numbered else 0)

    def whole(self, node: Node) -> Any:
        """The value of a document; one that contains itself (``&a [*a]``) has none."""
        try:
            return self.value(node, ())
        except RecursionError:
            msg = f"{self.name}: nested too deeply, or a value contains itself"
            raise ScenarioError(msg) from None

    def value(self, node: Node, key: Key) -> Any:
        self.places.setdefault(key, self.place(node))
        self.count += 1
        if self.count > MOST_VALUES:
            msg = f"{self.name}: more than {MOST_VALUES} values; this is not a scenario file"
            raise ScenarioError(msg)
        if str(node.tag) not in TAGS:
            text = f"the tag {str(node.tag)!r} is not allowed; quote text that begins with '!'"
            self.problems.add(key, text)
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, key)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*key, n)) for n, item in enumerate(node.value)]
        if node.tag in SCALARS:
            return self.scalar(node, key)
        return self.text(str(node.value), key)

    def scalar(self, node: Node, key: Key) -> Any:
        if node.tag == NULL:
            self.problems.add(key, EMPTY)
            return None
        try:
            value = self.constructor.construct_object(node)
        except (ValueError, OverflowError):  # as of an integer of 5000 digits
            self.problems.add(key, "not a number this program can hold")
            return None
        return self.text(value, key) if isinstance(value, str) else value

    def text(self, value: str, key: Key) -> str:
        """The text; half a character, which no file can hold, is told."""
        whole = value.encode("utf-8", "replace").decode()
        if whole != value:
            self.problems.add(key, "holds half a character (a lone surrogate); write it in full")
        return whole

    def mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.tag == STANDARD + "merge":
                self.problems.add(key, "keys are plain words; '<<' and lists are not allowed here")
                continue
            word = self.text(str(key_node.value), key)
            place = self.place(key_node)
            if not _is_word(key_node):
                text = f"the key {word or '?'} is no word in YAML, and its text would be guessed"
                self.problems.found.append((place, f"{text}; quote it: '{word}'"))
                continue
            if word in result:
                first = self.places[(*key, word)].line
                where = f" (first in line {first})" if first else ""
                self.problems.found.append((place, f"{word}: the key stands twice{where}"))
                continue
            self.places[(*key, word)] = place
            result[word] = self.value(value_node, (*key, word))
        return result


def _is_word(key: ScalarNode) -> bool:
    """Whether a key means its own text: no truth value, nothing, date, 0x1F or 1.10."""
    plain = str(key.value)
    counts = plain.isdecimal() and (plain == "0" or not plain.startswith("0"))
    return str(key.tag) == TEXT or (str(key.tag) == WHOLE and counts)
