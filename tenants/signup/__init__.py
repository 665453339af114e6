"""A company opens its desk: user, tenant, owner and a default set-up in one go."""
