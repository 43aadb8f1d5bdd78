"""Pure functions: domain value -> Block Kit."""
