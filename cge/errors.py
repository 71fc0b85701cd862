"""Every failure a user can meet, with the exit code the command line gives for it.

A message says what is wrong, where, what is allowed and what to do next; the command line prints it
without a traceback.  Anything that is not one of these classes is a bug of ours (exit code 1).
"""

from __future__ import annotations


class CgeError(Exception):
    """Base of all errors whose message is written for the user.

    Parameters
    ----------
    message : str
        What is wrong, what is allowed, what to do next.
    about : tuple
        Way to the value of the scenario that it is about, such as ``("closure", "fiscal")``, where
        whoever raises it does not know the file.
    corridor : tuple of str, optional
        Origin, destination and skill, where it is about the clause that acts on this corridor.
    """

    exit_code = 1

    def __init__(
        self,
        message: str = "",
        about: tuple[str | int, ...] = (),
        corridor: tuple[str, str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.about = about
        self.corridor = corridor


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


def as_known(error: BaseException) -> CgeError | None:
    """The error in words for the user; None if it is a bug of ours.

    What the operating system refuses (a name too long, a folder that is gone, no memory) is no bug.
    """
    if isinstance(error, CgeError):
        return error
    if _is_lack_of_memory(error):
        text = "out of memory; try fewer --jobs, or a benchmark with fewer regions"
        return SolveError(text)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return DataError(f"{where}{error.strerror}")
    return None


def _is_lack_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, also while a library was loaded."""
    text = str(error).lower()
    words = ("cannot allocate memory", "failed to map segment", "std::bad_alloc", "out of memory")
    return isinstance(error, MemoryError) or any(word in text for word in words)
