"""What a caller must be allowed to do for a route or an RPC to answer."""

from __future__ import annotations

import enum

__all__ = ["Access"]


class Access(enum.Enum):
    """The rule of one route or RPC; each has exactly one. The last three are the scopes that a
    principal can have.
    """

    OPEN = "open"
    """Anybody, also where authentication is on: liveness and readiness."""
    KNOWN = "known"
    """Whoever says who they are: answers that tell nothing, such as "there is no such method"."""
    PREDICT = "predict"
    """Run models."""
    READ = "read"
    """See metadata, states, metrics, documents."""
    ADMIN = "admin"
    """Change what is served, feed any tensor, profile. Includes the other two."""
