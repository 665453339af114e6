"""Finding a ticket by its number, its requester, or words of its subject and text, in three scripts alike."""
