"""The kit the REST API is built from: doors, pages, problems, conditions, limits. No models, no rules of a room."""
