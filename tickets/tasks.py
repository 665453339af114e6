"""Table of contents."""
