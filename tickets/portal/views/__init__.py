"""The public pages, and the two of the console: the form's settings and a ticket's link."""
