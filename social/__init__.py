"""The public square: networks heard, answered where people speak, and moved to a private place where it helps."""
