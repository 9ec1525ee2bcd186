"""`/tasks/`: what is to be done, by whom and until when; and every deed on a task."""
