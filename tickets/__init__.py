"""Tickets: the conversation with a customer, from the first word to the last."""
