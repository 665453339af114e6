"""Which companies does a post name? The terms of all of them in one look."""
