"""What a sweep file may hold."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cge.sweeps.plan import DEFAULT_OUTCOMES

FROM_REGISTRY = "range"
DRAWS = 200


class Correlation(BaseModel):
    """Two inputs that move together."""

    model_config = ConfigDict(extra="forbid", strict=True)
    between: tuple[str, str] = Field(strict=False)
    value: float = Field(ge=-0.999, le=0.999, strict=False)


class SweepFile(BaseModel):
    """What a sweep file may hold."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = ""
    description: str = ""
    scenario: str | list[str]
    benchmark: str | list[str] | None = None
    design: Literal["grid", "lhs", "sobol", "quadrature"] = "lhs"
    draws: int = Field(DRAWS, ge=1)
    seed: int = Field(1, ge=0)
    over: dict[str, Any] = Field(default_factory=dict)
    correlations: list[Correlation] = Field(default_factory=list)
    ranges: str | None = None
    outcomes: list[str] = Field(default_factory=lambda: list(DEFAULT_OUTCOMES))
