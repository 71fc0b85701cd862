"""Benchmarks: the base-year data a model is solved on."""

from cge.benchmark.check import judge
from cge.benchmark.read import available, load_benchmark
from cge.benchmark.report import Finding, Report
from cge.benchmark.store import write_benchmark
from cge.benchmark.visa_prices import benchmark_visa_price

__all__ = [
    "Finding",
    "Report",
    "available",
    "benchmark_visa_price",
    "judge",
    "load_benchmark",
    "write_benchmark",
]
