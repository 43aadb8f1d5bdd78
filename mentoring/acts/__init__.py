"""What people and the clock do: each act is one use case, one transaction, and refuses aloud."""
