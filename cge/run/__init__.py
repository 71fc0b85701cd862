"""Running scenarios: one, many, and the record of what was run."""
