"""Every change of a ticket: who, what, when. Stored by ticket id, so that each room above can record."""
