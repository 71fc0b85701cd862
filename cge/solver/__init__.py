"""From equations to a certified equilibrium."""

from cge.solver.diagnose import StructureReport, check
from cge.solver.solution import Solution
from cge.solver.continuation import solve

__all__ = ["Solution", "StructureReport", "check", "solve"]
