"""One folder for each network, all with the same promise (protocol.py). No tables, no rules of care."""
