"""Tells the native plane who may predict: whoever was found out to be allowed to, once."""

from __future__ import annotations

import tfserve_native

from tfserve.errors import ServingError
from tfserve.security.access import Access
from tfserve.security.authorizer import Authorizer, Caller, Decided
from tfserve.security.principals import Principal

__all__ = ["LearningAuthorizer", "new_access"]

_ONLY_HERE = frozenset("[]")  # sets of characters in patterns are not known natively


def new_access() -> tfserve_native.NativeAccess:
    """Nobody is known yet."""
    return tfserve_native.NativeAccess()


class LearningAuthorizer:
    """Decides as another one does, and hands those who may predict on to the native plane, so that
    their next calls need no decision. Thread-safe; never blocks.

    Only hashes of credentials are kept there. Call `forget` when the list of principals is another
    one, after decisions are made by it.

    Args:
        authorizer: decides.
        known: the native side.
    """

    def __init__(self, authorizer: Authorizer, known: tfserve_native.NativeAccess) -> None:
        self._authorizer = authorizer
        self._known = known

    def authorize(self, access: Access, caller: Caller, decided: Decided) -> None:
        """Decide whether `caller` may have what asks for `access`."""
        if access is not Access.PREDICT:
            self._authorizer.authorize(access, caller, decided)
            return
        generation = self._known.generation()  # before: what is decided may be old by then

        def learned(principal: Principal | None, error: ServingError | None) -> None:
            if principal is not None and error is None:
                self._learn(generation, caller, principal)
            decided(principal, error)

        self._authorizer.authorize(access, caller, learned)

    def _learn(self, generation: int, caller: Caller, principal: Principal) -> None:
        if any(_ONLY_HERE & set(pattern) for pattern in principal.models):
            return
        self._known.learn(
            generation,
            caller.header("authorization"),
            caller.header("x-api-key"),
            list(principal.models),
        )
