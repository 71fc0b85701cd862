"""Local sensitivity: derivatives of outcomes in parameters and data, by one transposed solve."""
