"""From equations to a certified equilibrium."""

from cge.solver.continuation import solve
from cge.solver.diagnose import StructureReport, check
from cge.solver.solution import Solution

__all__ = ["Solution", "StructureReport", "check", "solve"]
