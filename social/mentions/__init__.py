"""What was said in public, by whom, and what became of it. Each mention ends with an outcome."""
