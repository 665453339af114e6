"""What a page costs, at a thousand and at a hundred thousand tickets. README.md says how to read it."""
