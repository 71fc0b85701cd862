"""``cge info``: what is installed, proved by solving a small problem."""

from __future__ import annotations

import os
import platform

from cge.cli.console import say
from cge.errors import SolveError

LINEAR_SOLVER = "mumps"
NEAR = 1e-6


def info() -> None:
    """Print versions, solver and benchmarks; solve a small problem."""
    from cge.benchmark.shipped import available, outline
    from cge.run.provenance import git_commit, versions

    for name, version in versions().items():
        say(f"{name:<16} {version}")
    say(f"{'commit':<16} {git_commit()}")
    say(f"{'platform':<16} {platform.platform()}")
    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    say(f"{'processors':<16} {os.cpu_count()}   OMP_NUM_THREADS {threads}")
    ipopt, iterations = solve_small()
    say(f"{'ipopt':<16} {ipopt}   linear solver {LINEAR_SOLVER}")
    say(f"{'test problem':<16} solved in {iterations} iterations")
    for name, path in available().items():
        sizes = outline(path).sizes
        members = ", ".join(f"{sizes[dim]} {dim}s" for dim in ("region", "sector", "skill"))
        say(f"benchmark {name:<16} {members}")


def solve_small() -> tuple[str, int]:
    """Minimise (x - 1)^2 + (y - 2)^2 subject to x y = 2; the version of Ipopt and iterations.

    Raises
    ------
    SolveError
        If cyipopt is missing or does not find (1, 2).
    """
    try:
        import cyipopt
    except ImportError as error:
        msg = f"cyipopt cannot be imported ({error}); run `pip install cyipopt-wheels`"
        raise SolveError(msg) from error
    import numpy as np

    class Small:
        iterations = 0

        def objective(self, x: np.ndarray) -> float:
            return float((x[0] - 1) ** 2 + (x[1] - 2) ** 2)

        def gradient(self, x: np.ndarray) -> np.ndarray:
            return 2 * (x - np.array([1.0, 2.0]))

        def constraints(self, x: np.ndarray) -> np.ndarray:
            return np.array([x[0] * x[1]])

        def jacobian(self, x: np.ndarray) -> np.ndarray:
            return np.array([x[1], x[0]])

        def intermediate(self, *state: object) -> bool:
            Small.iterations = int(str(state[1]))
            return True

    problem = cyipopt.Problem(2, 1, problem_obj=Small(), cl=[2.0], cu=[2.0])
    for option, value in (
        ("print_level", 0),
        ("sb", "yes"),
        ("option_file_name", ""),  # an ipopt.opt in the working folder is not read
        ("linear_solver", LINEAR_SOLVER),
        ("hessian_approximation", "limited-memory"),
    ):
        problem.add_option(option, value)
    point, outcome = problem.solve(np.array([3.0, 3.0]))
    if outcome["status"] != 0 or np.abs(point - [1.0, 2.0]).max() > NEAR:
        msg = (
            f"Ipopt ended with status {outcome['status']} at {point}; "
            "run `pip install --force-reinstall cyipopt-wheels`"
        )
        raise SolveError(msg)
    return ".".join(map(str, cyipopt.IPOPT_VERSION)), Small.iterations
