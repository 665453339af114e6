"""A company's own settings: its name, languages, country, hours; and the addresses under which it is found."""
