"""The console: what an agent sees. Composes the rooms, owns no table."""
