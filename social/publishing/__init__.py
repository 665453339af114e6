"""How a reply reaches a network: once, with its result known, or with the reason why not."""
