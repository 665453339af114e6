"""Reads what everybody is about to read: money, favours, private data, quarrel. Says why."""
