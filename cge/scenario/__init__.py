"""Scenario files: what they may say, and what that means on one benchmark."""
