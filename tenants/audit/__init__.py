"""Who changed what in a company's set-up, when, from where: append-only."""
