"""Letters: what is told by e-mail to people without Slack."""

from web.letters.plain import PlainLetters

__all__ = ["PlainLetters"]
