"""The manager's board: live over thousands of cases."""
