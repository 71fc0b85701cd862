"""Analysis of results: Dataset in, Dataset out; no solver, no Pyomo."""
