"""How fast the portal is with much in it: `python -m tests.benchmarks` (or `make bench`). Figures, no tests."""
