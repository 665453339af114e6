"""Mastodon, and what speaks its API: mentions, words, tags and direct messages by polling; answers with a key against
repeats. Nothing tells us of edits and deletions; streams.py says how they are found out all the same."""
