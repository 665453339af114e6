"""By when a customer hears from us, when we warn, and that a breach is kept as it was."""
