"""Whether multipliers mean something: the gradients of what binds must be independent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

if TYPE_CHECKING:
    from cge.designer.programme import Programme

AT_BOUND = 1e-6
"""Distance from a bound, or from the limit of a condition, that is none."""
NULL = 1e-8
"""Eigenvalue of normalised gradients, in what the equilibrium leaves free, that counts as zero."""


def independent(programme: Programme, x: np.ndarray) -> bool:
    """Whether the conditions that hold with equality have gradients of full rank.

    Gradients are taken in unknowns between their bounds, and on the directions in which the
    equilibrium lets these move.
    """
    rows, columns = programme.jacobianstructure()
    shape = (len(programme.low), len(x))
    jacobian = sp.coo_matrix((programme.jacobian(x), (rows, columns)), shape=shape).tocsc()
    free = (x - programme.lower > AT_BOUND) & (programme.upper - x > AT_BOUND)
    jacobian = jacobian[:, np.flatnonzero(free)].tocsr()
    count = programme.equations
    values = programme.constraints(x)
    near = np.minimum(np.abs(values - programme.low), np.abs(values - programme.high)) < AT_BOUND
    active = count + np.flatnonzero(near[count:])
    equations, binding = jacobian[:count], jacobian[active].toarray()
    binding = binding[np.abs(binding).max(axis=1, initial=0.0) > 0]  # others hold by bounds alone
    if not len(binding):
        return True
    size = binding.shape[1]
    saddle = sp.bmat([[sp.identity(size), equations.T], [equations, None]], format="csc")
    try:
        inside = splu(saddle).solve(np.vstack([binding.T, np.zeros((count, len(binding)))]))
    except RuntimeError:  # the equations are dependent where bounds hold many unknowns
        return False
    gram = binding @ inside[:size]
    length = np.sqrt(np.maximum(np.diag(gram), 0.0))
    if not (length > 0).all():
        return False
    return bool(np.linalg.eigvalsh(gram / np.outer(length, length)).min() > NULL)
