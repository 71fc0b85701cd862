"""Sweeps: many scenarios that differ in numbers, and how sure we are of what they say.

A sweep is a plan of draws (:mod:`cge.sweeps.plan`), each solved near the solved central scenario
(:mod:`cge.sweeps.centre`) and kept on disk at once (:mod:`cge.sweeps.journal`).
"""
