"""The page of one case: everything about it, and every deed where it stands."""
