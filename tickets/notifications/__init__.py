"""What a member should know now: in the console and by mail, as he wants it, never what he did himself."""
