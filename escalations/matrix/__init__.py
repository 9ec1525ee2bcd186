"""Pure: rows, the most specific answer, gaps and shadows."""
