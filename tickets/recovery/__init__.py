"""Repairing what we broke: five steps, compensation within limits that no race can overdraw, and its ledger."""
