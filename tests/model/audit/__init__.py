"""Every equation a second time, block by block, at solutions that have every instrument.

:mod:`tests.model.second` solves an economy of its own.  Instruments, closures and corners are too
many for that: here the numbers of a solution go into formulas written anew from the benchmark and
the scenario (plain NumPy, no Pyomo, no parameter of the model), and out must come the other numbers
of the same solution, to 1e-9.  Together the blocks state the whole system, so that a solution of
other equations fails; ``tools/mutate_equations.py`` breaks each of them and sees.
"""
