"""Requests that leave the house: where they may go, how they are signed, when they are held back."""
