"""Tables beside the roster: each kind is a declaration of its columns, and one engine reads and writes them all."""
