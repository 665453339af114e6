"""People who sign in: one account by e-mail address, whichever companies they work for."""
