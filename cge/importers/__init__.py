"""Tables of others as benchmarks: header-array files in GTAP's layout, inter-country tables."""

from cge.importers.convert import import_data

__all__ = ["import_data"]
