"""What a post says about itself, by rules that can be read: language, intent, need, and how soon. Pure."""

VERSION = "1"
"""Kept with every correction: what these rules said."""
