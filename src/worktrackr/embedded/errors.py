"""What can go wrong with the embedded PostgreSQL, as sentences for the person who started it."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message is one line that says what to do."""
