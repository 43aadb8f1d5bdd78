"""Google Meet rooms and Google Calendar invitations, owned by one delegated account of the domain."""
