"""RSS and Atom: articles are heard and never answered. An item that leaves its feed is only old, not taken back."""
