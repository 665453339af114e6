"""Which words are a brand's? Listeners, their terms, and how words are compared in three scripts."""
