"""Who may open the console: whoever sits at the hub's own screen, and whoever has today's code on paper.

A session lives in memory alone, ends when the day's words are forgotten, and with the code it was opened by. Each form
carries its session's token, so that no other page can send one in a host's name.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from hub.console_code import Tries, lock_of, opens

COOKIE = "console"
PATH = "/console"
MOST_SESSIONS = 32  # of each kind
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that was let in. until: milliseconds UTC; lock: digest of its code, "" at the hub's own screen."""

    cookie: str = field(repr=False)
    token: str = field(repr=False)  # that every form carries
    until: int
    lock: str = ""


class Access:
    """Sessions of one hub. now: milliseconds UTC; until: when a session that begins now ends; ticks: in seconds."""

    def __init__(
        self,
        data: Path,
        now: Callable[[], int],
        until: Callable[[], int],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data, self._now, self._until = data, now, until
        self._tries = Tries(ticks)
        self._sessions: dict[str, Session] = {}  # by a hash of the cookie

    def session(self, request: Request) -> Session | None:
        """The session of whoever asks; None where there is none, or it is over."""
        found = self._sessions.get(_hash(request.cookies.get(COOKIE, "")))
        if found is None or found.until <= self._now():
            return None
        if not found.lock:
            return found if is_own_screen(request) else None
        lock = lock_of(self._data, self._now())
        return found if lock and hmac.compare_digest(lock.digest, found.lock) else None

    def begin(self, request: Request) -> Session | None:
        """A new session at the hub's own screen; None anywhere else."""
        return self._new("") if is_own_screen(request) else None

    def enter(self, written: str) -> Session | None:
        """A new session for whoever typed today's code; None where that was another one. Raises TooManyTries."""
        self._tries.take()
        lock = lock_of(self._data, self._now())
        if not opens(lock, written) or lock is None:
            return None
        self._tries.give_back()
        return self._new(lock.digest, lock.until)

    def leave(self, session: Session) -> None:
        """End a session."""
        self._sessions.pop(_hash(session.cookie), None)

    def _new(self, lock: str, until: int | None = None) -> Session:
        cookie, token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        session = Session(cookie, token, until or self._until(), lock)
        self._sessions[_hash(cookie)] = session
        alike = [key for key, known in self._sessions.items() if bool(known.lock) == bool(lock)]
        for key in alike[:-MOST_SESSIONS]:  # what looks in at the hub's own screen ends nobody else's
            del self._sessions[key]
        return session


def is_token(session: Session, written: str) -> bool:
    """Whether a form carries its session's token."""
    return hmac.compare_digest(session.token.encode(), written.encode(errors="replace"))


def set_cookie(response: Response, session: Session, now: int) -> None:
    """Let the browser keep the session: out of reach of scripts, never sent from another site's page."""
    seconds = max(0, (session.until - now) // 1000)
    response.set_cookie(
        COOKIE, session.cookie, max_age=seconds, path=PATH, httponly=True, samesite="strict", secure=False
    )


def is_own_screen(request: Request) -> bool:
    """Whether a browser on the hub's own machine asks, by a name that only that machine has.

    A page that was fetched under another name (DNS rebinding), or through a proxy on this machine, is not.
    """
    client = request.client.host if request.client else ""
    name = (request.url.hostname or "").lower()
    if any(header in request.headers for header in FORWARDED):
        return False
    return _is_loopback(client) and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()
