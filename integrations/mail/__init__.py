"""E-mail: letters, and invitations as calendar objects, over SMTP with the standard library."""

from integrations.mail.invitations import MailInviter
from integrations.mail.smtp import SmtpPostman

__all__ = ["MailInviter", "SmtpPostman"]
