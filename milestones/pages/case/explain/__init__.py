"""Why a clock stands where it stands, told in full: the same value that the API answers."""
