"""Plaza: a network in the shape of Meta's, for demonstrations and tests only. It proves the webhook door."""
