"""The people who write to us, under each address by which they are known."""
