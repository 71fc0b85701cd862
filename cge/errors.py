"""Every failure a user can meet, with the exit code the command line gives for it.

A message says what is wrong, where, what is allowed and what to do next; the command line prints it
without a traceback.  Anything that is not one of these classes is a bug of ours (exit code 1).
"""

from __future__ import annotations


class CgeError(Exception):
    """Base of all errors whose message is written for the user."""

    exit_code = 1


class UsageError(CgeError):
    """A command line that cannot be carried out (exit code 2)."""

    exit_code = 2


class ScenarioError(UsageError):
    """A scenario or map file with mistakes, each located by file and line (exit code 2)."""


class DataError(CgeError):
    """A benchmark, database or result file that is wrong or unreadable (exit code 3)."""

    exit_code = 3


class SolveError(CgeError):
    """No equilibrium was found; nothing is written under the final name (exit code 4)."""

    exit_code = 4


class CheckError(CgeError):
    """A check that should hold does not: Walras, adding up, squareness ... (exit code 5)."""

    exit_code = 5
