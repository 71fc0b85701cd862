"""Many elements at once: every operation of a CasADi function as one call of NumPy.

CasADi takes the elements one by one through the operations, NumPy the operations one by one over
all elements.  A call of NumPy costs as much as a hundred operations of CasADi on one element, so
that this pays for terms with more elements than that, and then several times over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import casadi as ca
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


def _where(condition: Any, value: Any, out: np.ndarray) -> None:
    """The value where the condition holds, zero elsewhere."""
    np.copyto(out, np.where(condition, value, 0.0))


def _not(condition: Any, out: np.ndarray) -> None:
    np.equal(condition, 0.0, out=out)


CALLS: dict[int, Callable[..., Any]] = {
    ca.OP_ADD: np.add,
    ca.OP_SUB: np.subtract,
    ca.OP_MUL: np.multiply,
    ca.OP_DIV: np.divide,
    ca.OP_NEG: np.negative,
    ca.OP_EXP: np.exp,
    ca.OP_LOG: np.log,
    ca.OP_POW: np.power,
    ca.OP_CONSTPOW: np.power,
    ca.OP_SQRT: np.sqrt,
    ca.OP_SQ: np.square,
    ca.OP_INV: np.reciprocal,
    ca.OP_SINH: np.sinh,
    ca.OP_COSH: np.cosh,
    ca.OP_NE: np.not_equal,
    ca.OP_NOT: _not,
    ca.OP_IF_ELSE_ZERO: _where,
}
"""Operations of the model's rules; :func:`known` tells of a function with others."""
TWICE = ca.OP_TWICE
INPUT, OUTPUT, CONSTANT = ca.OP_INPUT, ca.OP_OUTPUT, ca.OP_CONST


def known(function: ca.Function) -> bool:
    """Whether all operations of a function have a counterpart here."""
    operations = {function.instruction_id(k) for k in range(function.n_instructions())}
    return operations <= {*CALLS, TWICE, INPUT, OUTPUT, CONSTANT}


class Tape:
    """A function of one vector, its operations bound to the arrays that they read and write.

    Parameters
    ----------
    function
        From a vector of leaves to a dense vector of results.
    leaves, found : numpy.ndarray (leaves, elements), (results, elements)
        Read and written by every call.
    """

    def __init__(self, function: ca.Function, leaves: np.ndarray, found: np.ndarray) -> None:
        self._calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        registers = np.empty((function.sz_w(), leaves.shape[1]))
        holds: dict[int, Any] = {}
        """What a register of CasADi holds at this point: an array, or a constant."""
        for k in range(function.n_instructions()):
            operation, to = function.instruction_id(k), function.instruction_output(k)
            if operation == CONSTANT:
                holds[to[0]] = function.instruction_constant(k)
                continue
            read = function.instruction_input(k)
            if operation == INPUT:
                holds[to[0]] = leaves[read[1]]
            elif operation == OUTPUT:
                self._calls.append((np.copyto, (found[to[1]], holds[read[0]])))
            else:
                values = [holds[n] for n in read]
                if operation == TWICE:
                    operation, values = ca.OP_ADD, [values[0], values[0]]
                holds[to[0]] = registers[to[0]]
                self._calls.append((CALLS[operation], (*values, registers[to[0]])))

    def __call__(self) -> None:
        """Read the leaves, write what is found."""
        with np.errstate(all="ignore"):
            for call, arguments in self._calls:
                call(*arguments)
