"""Answers written once, in each language of the company, with places for what differs."""
