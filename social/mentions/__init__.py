"""Who said what where, once in whatever order it came, and what became of it: no mention without an outcome."""
