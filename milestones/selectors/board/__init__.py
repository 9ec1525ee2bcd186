"""What a board shows: its question, the picture that answers it, and the past the forecast learns from."""
