"""E-mail both ways: nothing that arrived is lost or doubled, nothing leaves that was meant for us alone."""
