"""Who runs the platform: their own accounts with a second step, their own sessions, their own append-only log.

The desk's role can read none of these tables; only the operators' process (`make platform`) can.
"""
