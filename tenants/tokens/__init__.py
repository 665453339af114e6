"""Keys for programs: one member's, cut down to scopes, for one company, until a day; kept as a hash."""
