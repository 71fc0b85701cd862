"""Results: one xarray.Dataset per run, on disk as NetCDF-4, in words as tables."""
