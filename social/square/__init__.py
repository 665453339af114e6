"""The pages of the public square: what waits there, and who said it."""
