"""Units: values are in 10^9 USD, people in workers, shares and rates in 1."""

from __future__ import annotations

USD = 1e-9
"""10^9 USD per USD: from amounts that scenarios give to values of the model."""
BILLION = 1e9
"""USD per 10^9 USD: from values of the model to amounts per person."""
MILLION_USD = 1e-3
"""10^9 USD per 10^6 USD: from tables in millions."""
