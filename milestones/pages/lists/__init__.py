"""Lists of cases as pages draw them: questions, groups, rows, numbers."""
