"""The rules of supervised mentoring. Standard library only: no Slack, no SQL, no HTTP, no clock of its own."""
