"""What is said about us in public, ranked by need, until each has an outcome; and who speaks for us there."""
