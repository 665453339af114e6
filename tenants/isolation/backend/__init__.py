"""Django's PostgreSQL backend with the tenant in every transaction and in every key."""
