"""A company lets the platform's operators look at its tickets, for a while; without it the database shows them none."""
