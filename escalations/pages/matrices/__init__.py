"""Matrices: who hears of a clock as it runs out, as a grid that is read, checked and edited."""
