"""Twenty known faults; each must turn a test of the clock red: `python -m tests.mutants`."""
