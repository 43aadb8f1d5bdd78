"""Forms, one file each."""
