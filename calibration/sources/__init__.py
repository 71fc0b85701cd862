"""Readers of the raw public tables, one file per producer's subject."""
