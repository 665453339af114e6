"""Whom a post names: the names of all companies looked for at once, and each company told of its own only."""
