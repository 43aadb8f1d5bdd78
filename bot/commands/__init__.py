"""Slash commands, one file each: parse, call one use case, reply."""
