"""From raw public figures to a balanced benchmark: the data side of the model."""
