"""Two ends of a line in one process, with a clock that only the test moves. For both Pythons."""

from wire.link import Link


class Chance:
    """Numbers as they fall; the same in both Pythons, whose `random` differ."""

    def __init__(self, seed):
        self._state = seed & 0xFFFFFFFF or 1

    def below(self, end):
        """A whole number from 0 to end - 1 (xorshift)."""
        state = self._state
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        self._state = state
        return state % end


def hurt(data, one_in, chance):
    """About one in so many bytes is changed, lost, doubled or has another before it; 0: none."""
    if not one_in:
        return data
    out = []
    for i in range(len(data)):
        byte = data[i : i + 1]
        if chance.below(one_in) == 0:
            byte = (
                bytes((byte[0] ^ 1 << chance.below(8),)),
                b"",
                byte + byte,
                bytes((chance.below(256),)) + byte,
            )[chance.below(4)]
        out.append(byte)
    return b"".join(out)


class Line:
    """Two ends; what each of them heard is kept. A byte takes a millisecond to the other end."""

    def __init__(self, a=None, b=None, now=0, one_in=0, seed=1):
        self.a = a or Link(0xA0000001, "panel 0.1.0", 7, now)
        self.b = b or Link(0xB0000002, "kiosk 0.1.0", 7, now)
        self.now, self.one_in, self.chance = now, one_in, Chance(seed)
        self.at_a, self.at_b = [], []
        self._to_a = self._to_b = b""
        self.is_cut_to_a = self.is_cut_to_b = False

    def run(self, ms):
        """So many milliseconds."""
        for _ in range(ms):
            self.now += 1
            from_a, from_b = self.a.to_write(self.now), self.b.to_write(self.now)
            self.at_a += self.a.feed(b"" if self.is_cut_to_a else self._to_a, self.now)
            self.at_b += self.b.feed(b"" if self.is_cut_to_b else self._to_b, self.now)
            self._to_a = hurt(from_b, self.one_in, self.chance)
            self._to_b = hurt(from_a, self.one_in, self.chance)

    def until(self, is_so, patience=60_000):
        """Run until it is so; AssertionError after so many milliseconds of this clock."""
        start = self.now
        while not is_so():
            assert self.now - start < patience, "it never came to that"
            self.run(1)
        return self.now - start
