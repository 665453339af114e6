"""The wall: a row belongs to one tenant, and nobody else can read, change or point at it.

Belt: the manager filters by the current tenant and raises `NoTenant` without one.
Braces: row-level security, enabled and forced, with a value set once per transaction by our database backend.
"""
