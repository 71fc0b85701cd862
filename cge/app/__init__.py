"""The page that re-solves: a form, one solving thread, the report's own template."""
