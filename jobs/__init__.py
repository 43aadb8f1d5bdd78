"""The clock -> due duties -> their handlers. Always downhill: clock, decision, row, message."""
