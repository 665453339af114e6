"""Keys, stamps, hours, networks, origins: values in, values out."""
