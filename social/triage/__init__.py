"""What does it need, in which language, and how soon? Need before reach, with reasons that can be seen."""
