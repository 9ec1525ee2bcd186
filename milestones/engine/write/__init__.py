"""What the engine writes, a batch at a time: one statement for each table, whole columns as arrays."""
