"""What one end of the panel's line has to say, until the other end has it: the sending half of a `Link`. Pure.

Go-back-N: a few payloads are on their way at once; where one was lost, it and all after it are said again, when the
other end complains of the gap or when its answer is overdue.

Times are int milliseconds that only run forward; they may wrap at 2^30 as MicroPython's ticks_ms does, and need
not: differences are taken modulo 2^30. The file runs unchanged on MicroPython and CPython; ints only, no floats.
"""

from wire.frames import LONGEST_PAYLOAD

WINDOW = 4  # payloads on their way
QUEUE = 32  # payloads that wait or are on their way
GAP_MS = 4  # a complaint of a gap is not repeated, nor heeded again, sooner than this
FIRST_RTO_MS, SHORTEST_RTO_MS, LONGEST_RTO_MS = 100, 25, 400  # before anything is sent again unasked
DOUBLINGS = 2  # of that wait while nothing is heard: noise is no traffic that would need to be let through
_PERIOD = 1 << 30


def since(now_ms: int, then_ms: int) -> int:
    """Milliseconds from then to now, below 0 if then is still to come; right for spans up to 2^29 ms, 6.2 days."""
    gone = (now_ms - then_ms) & (_PERIOD - 1)
    return gone - _PERIOD if gone >= _PERIOD >> 1 else gone


class RoundTrip:
    """How long an answer takes on this line: RFC 6298 (Jacobson and Karels) in whole numbers."""

    def __init__(self) -> None:
        self.backoff = 0  # how often the wait was in vain since an answer came
        self._smooth, self._deviation = 0, 0  # in eighths and quarters of a millisecond; 0: nothing measured

    def measure(self, ms: int) -> None:
        """One answer took so long; to be told only of first answers to first copies (Karn, Eifel)."""
        if self._smooth == 0:
            self._smooth, self._deviation = max(1, ms << 3), ms << 1
            return
        error = ms - (self._smooth >> 3)
        self._smooth = max(1, self._smooth + error)
        self._deviation += abs(error) - (self._deviation >> 2)

    def wait_ms(self) -> int:
        """How long an answer is awaited before payloads are sent again unasked."""
        wait = (self._smooth >> 3) + max(1, self._deviation) if self._smooth else FIRST_RTO_MS
        return min(LONGEST_RTO_MS, max(SHORTEST_RTO_MS, wait) << min(self.backoff, DOUBLINGS))

    def gap_ms(self) -> int:
        """A complaint cannot have been heeded sooner."""
        return max(GAP_MS, self._smooth >> 3)


class Outgoing:
    """Payloads that the other end has not said it has, oldest first, and which of them are on their way."""

    def __init__(self) -> None:
        self.round_trip = RoundTrip()
        self.resent = 0  # frames, for who looks after the line
        self._queue: list[tuple[bytes, int | None]] = []  # with until when
        self.begin()

    def begin(self) -> None:
        """Numbers as they stand at the beginning of every session."""
        self._base = 0  # number of the oldest in the queue
        self._next, self._flown = 0, 0  # how many of the queue were sent in this turn; ever
        self._timer_at: int | None = None  # since when the oldest waits for its answer
        self._timed: tuple[int, int] | None = None  # (number, when first sent): its answer is being timed
        self._rewound_at: int | None = None
        self._is_probing = False
        self.round_trip.backoff = 0
        self.peer_room = WINDOW  # how many payloads the other end can take

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, payload: bytes, until_ms: int | None) -> bool:
        """Put it at the queue's end; False: the queue is full, nothing was taken. ValueError: over 240 bytes."""
        if len(payload) > LONGEST_PAYLOAD:
            raise ValueError(f"a payload of {len(payload)} bytes: {LONGEST_PAYLOAD} fit into a frame")
        if len(self._queue) >= QUEUE:
            return False
        self._queue.append((payload, until_ms))
        return True

    def forget_old(self, now_ms: int) -> None:
        """Only between sessions: a number that was once used must be heard."""
        self._queue = [one for one in self._queue if one[1] is None or since(now_ms, one[1]) < 0]

    def hear_ack(self, ack: int, is_prompt: bool, now_ms: int) -> None:
        """The other end has all before number `ack`."""
        count = (ack - self._base) & 255
        if not 0 < count <= self._flown:
            return
        if self._timed is not None and (self._timed[0] - self._base) & 255 < count:
            if is_prompt and (self._timed[0] + 1) & 255 == ack:
                self.round_trip.measure(since(now_ms, self._timed[1]))
            self._timed = None
        self._queue = self._queue[count:]
        self._base = ack
        self._flown -= count
        self._next = max(0, self._next - count)
        self.round_trip.backoff = 0
        self._timer_at = now_ms if self._queue else None
        if not self._queue:
            self._rewound_at = None  # or it would seem to lie ahead some days on, where times wrap

    def hear_nak(self, now_ms: int) -> None:
        """The other end has a gap: begin again at the oldest, unless that was just done."""
        if self._rewound_at is None or since(now_ms, self._rewound_at) >= self.round_trip.gap_ms():
            self._rewind(now_ms)

    def look_at_clock(self, now_ms: int) -> None:
        """Begin again at the oldest where its answer is overdue."""
        if self._timer_at is not None and since(now_ms, self._timer_at) >= self.round_trip.wait_ms():
            self._rewind(now_ms)
            self._timer_at, self._is_probing = now_ms, True
            self.round_trip.backoff += 1

    def take(self, now_ms: int) -> list[tuple[int, bool, bytes]]:
        """What goes on its way now: number, whether it was sent before, payload."""
        taken = []
        while self.has_more():
            seq = (self._base + self._next) & 255
            is_again = self._next < self._flown
            taken.append((seq, is_again, self._queue[self._next][0]))
            if self._next == 0:
                self._timer_at = now_ms
            self._next += 1
            if not is_again:
                self._flown = self._next
                self._timed = self._timed or (seq, now_ms)
        self._is_probing = False
        if self._queue and self._timer_at is None:
            self._timer_at = now_ms
        return taken

    def has_more(self) -> bool:
        """Whether `take` has something; an end without room is asked now and then with one payload."""
        return self._next < min(len(self._queue), WINDOW, max(self.peer_room, 1 if self._is_probing else 0))

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until something is said again unasked; None: all was heard."""
        if not self._queue:
            return None
        return 0 if self._timer_at is None else self.round_trip.wait_ms() - since(now_ms, self._timer_at)

    def _rewind(self, now_ms: int) -> None:
        self.resent += self._next
        self._next, self._rewound_at = 0, now_ms
