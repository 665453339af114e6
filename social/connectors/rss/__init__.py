"""RSS and Atom: heard, never answered."""
