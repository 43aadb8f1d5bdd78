"""People in Slack -> one use case -> a reply."""
