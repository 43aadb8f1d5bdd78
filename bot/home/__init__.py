"""App Home: what is on, without a command."""
