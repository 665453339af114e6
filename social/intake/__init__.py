"""What comes in from networks: kept before it is read, read once, never lost."""
