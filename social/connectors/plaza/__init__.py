"""Plaza, a network that does not exist: it pushes as Meta does, and only a demo desk knows it.

Its server is tests/networks/plaza_app.py. It proves the webhook door; what real networks do differs in detail.
"""
