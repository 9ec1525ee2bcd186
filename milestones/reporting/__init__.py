"""What reports count, as pure rules: outcomes, periods, and the figures drawn from them. No database."""
