"""What a customer sees without an account: the form of a company, and the private page of one conversation."""
