"""Demo only: keeps outgoing mail instead of sending it, and a page shows it and lets one answer as the customer."""
