"""How Django writes numbers and dates where its own habits for a language are not those of this desk."""
