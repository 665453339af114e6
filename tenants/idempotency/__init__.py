"""A request that is sent twice is done once: its answer is kept for a day under the key its sender chose."""
