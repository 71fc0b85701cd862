"""Benchmarks: the base-year data a model is solved on."""
