"""What results look like to a reader: comparisons, tables, figures, the page."""
