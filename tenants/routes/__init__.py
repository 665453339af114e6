"""Whose is this address? Read before the tenant is known: mail recipients and custom hosts."""
