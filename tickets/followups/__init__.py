"""The word we gave: promises with an owner and a time, and customers who had to ask again."""
