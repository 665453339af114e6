"""The doors of the console, one file for each page."""
