"""What the platform's operators agreed with a company, and whether its desk is open."""
