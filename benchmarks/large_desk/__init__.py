"""A support organisation of the size figures are asked for: 100,000 open cases, a million clocks."""
