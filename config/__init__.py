"""Settings from the environment, and the one place where they become adapters."""
