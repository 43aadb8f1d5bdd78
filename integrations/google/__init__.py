"""Google Meet rooms, Calendar invitations, and what the domain tells of its accounts and policies."""
