"""Mastodon, and what speaks its API."""
