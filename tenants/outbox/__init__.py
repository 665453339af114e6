"""An effect is a row, written with the change that wants it; it is done at least once, and a repeat is recognisable.

The ring after the commit is a courtesy: the sweeper finds what a lost ring forgot.
"""
