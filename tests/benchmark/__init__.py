"""Tests of benchmarks: reading, writing, judging."""
