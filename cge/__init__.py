"""A computable general equilibrium model of international migration."""

__version__ = "0.1.0"
