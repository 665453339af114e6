"""One matter of one customer: its number, whose turn it is, and who looks after it."""
