"""Two companies to look at, and a post bag of real shapes to send them. Only on a demo desk."""
