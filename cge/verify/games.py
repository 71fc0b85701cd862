"""The tables of payoffs that Trachtman (2008) prints."""

from __future__ import annotations

import numpy as np

from cge.games.theory import DEFECT, LIBERALISE, play, with_penalty

DILEMMA = np.array([[[2.0, 0.0], [3.0, 1.0]], [[2.0, 3.0], [0.0, 1.0]]])
"""2,2 if both liberalise; 3 for who defects alone and 0 for the other; 1,1 if both defect."""
PENALTY = 1.5


def figures() -> dict[str, float]:
    """Payoffs in equilibrium without and with a penalty on defecting."""
    free, bound = play(DILEMMA), play(with_penalty(DILEMMA, PENALTY))
    return {
        "both defect: the only equilibrium": float(free.equilibria == ((DEFECT, DEFECT),)),
        "each gets, without a penalty": float(free.payoffs[0][free.equilibria[0]]),
        "both liberalise: the only equilibrium under a penalty of 1.5": float(
            bound.equilibria == ((LIBERALISE, LIBERALISE),)
        ),
        "each gets, with a penalty of 1.5": float(bound.payoffs[0][bound.equilibria[0]]),
    }
