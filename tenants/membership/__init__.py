"""Who may be here, and what each role may do."""
