"""From equations to a certified equilibrium."""

from cge.solve.diagnose import StructureReport, check
from cge.solve.solution import Solution
from cge.solve.solve import solve

__all__ = ["Solution", "StructureReport", "check", "solve"]
