"""The page: the form on top, and below it what the report says of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Any

from cge.app.fields import instruments_of, parts, start
from cge.benchmark.countries import region_of
from cge.report.page import render
from cge.scenario.resolve import as_yaml

if TYPE_CHECKING:
    from cge.app.answers import Answers
    from cge.app.policy import Policy
    from cge.errors import CgeError
    from cge.scenario.schema import Scenario

TEMPLATES = Path(__file__).parent / "template"
WIDTH = 96
"""Characters of a line of Python."""


@dataclass(frozen=True)
class Pages:
    """Pages on one benchmark."""

    answers: Answers

    def first(self) -> str:
        """The form alone."""
        return self._page(start(self.answers.bench, self.answers.benchmark))

    def refused(self, policy: Policy, error: CgeError) -> str:
        """The form, what is wrong with it, and the file that it made with numbers of lines."""
        return self._page(
            policy,
            mistakes=[line for line in str(error).splitlines() if line.strip()],
            mistakes_title=f"Not solved: {type(error).__name__}",
            numbered=_text(policy).splitlines(),
        )

    def answer(self, policy: Policy, scenario: Scenario) -> str:
        """The form and its answer; to be called in the thread that solves.

        Raises
        ------
        CgeError
            Of any kind that a solve raises; UsageError if the region in focus does not exist.
        """
        word = policy.get("focus")
        region = region_of(word, self.answers.bench) if word else ""
        result = self.answers.result(scenario)
        file, written = self.answers.file(scenario), scenario.as_written()
        saved = self.answers.is_saved(scenario)
        return self._page(
            policy,
            results=[result],
            region=region,
            unused=policy.unused,
            yaml=as_yaml(written),
            python=python(self.answers.benchmark, written),
            file=file,
            saved=saved,
            taken=not saved and file.exists(),
        )

    def _page(self, policy: Policy, **more: Any) -> str:
        blank: dict[str, Any] = {"results": [], "mistakes": [], "unused": []}
        return render(
            "explore.html.j2",
            folders=[TEMPLATES],
            policy=policy,
            parts=parts(self.answers.bench),
            instruments_of=instruments_of,
            benchmark=self.answers.benchmark,
            folder=self.answers.folder,
            heading=f"{policy.in_words()} - cge explore",
            **(blank | more),
        )


def python(benchmark: str, written: dict[str, Any]) -> str:
    """A program that gives the same result."""
    scenario = pformat(written, width=WIDTH, sort_dicts=False)
    return f"import cge\n\nresult = cge.solve({benchmark!r}, {scenario})\n"


def _text(policy: Policy) -> str:
    """The file that a form made; nothing if it made none."""
    from cge.errors import ScenarioError

    try:
        return policy.text()
    except ScenarioError:
        return ""
