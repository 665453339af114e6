"""What a company listens for: names in three languages as people write them, and what keeps a post out."""
