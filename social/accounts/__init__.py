"""In whose name does a company speak, and with which keys? Brands and their accounts on networks."""
