"""Scenario files: what they may say, and what that means on one benchmark."""

from cge.scenario.load import load_scenario
from cge.scenario.resolve import baseline, resolve
from cge.scenario.schema import Scenario
from cge.scenario.settings import Settings

__all__ = ["Scenario", "Settings", "baseline", "load_scenario", "resolve"]
