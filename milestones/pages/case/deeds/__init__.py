"""What can be done on a case: each deed is a page of its own, which the case page shows in its dialog."""
