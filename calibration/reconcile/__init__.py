"""The reconciliation, one step per file, numbered as in ``docs/data.md``."""
