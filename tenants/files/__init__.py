"""Bytes that must not be lost: stored by content, one copy a tenant, on disk before the row commits."""
