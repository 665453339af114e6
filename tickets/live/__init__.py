"""Whoever looks at a list or a ticket sees a change within a second: ids only, checked for each reader."""
