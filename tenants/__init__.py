"""Tenants: whose data it is, who may be here, and what must not be lost."""
