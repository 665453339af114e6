"""What was said: a customer's message, our reply to the customer, or a note that never leaves the house."""
