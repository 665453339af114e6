"""From the public to a private place and back: invited, accepted or lapsed, closed where it began."""
