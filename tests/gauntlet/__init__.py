"""Random runs of the whole package, judged from what they write (:mod:`tests.gauntlet.runner`)."""
