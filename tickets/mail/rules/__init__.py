"""What a mail says and how ours are written: bytes and values in, values out; no database, no clock, no settings."""
