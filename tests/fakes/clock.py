"""A clock that is moved by hand."""

from dataclasses import dataclass, field

from wire.clock import Clock


@dataclass
class HandClock:
    """`now` and `ticks` in milliseconds; `reboot` makes ticks begin anew, `set_wall` puts the wall clock anywhere."""

    wall: int = 1_800_000_000_000
    ticks: int = 5_000
    boots: list[str] = field(default_factory=lambda: ["first"])

    def pass_ms(self, ms: int) -> None:
        self.wall += ms
        self.ticks += ms

    def reboot(self) -> None:
        self.boots.append(f"boot {len(self.boots)}")
        self.ticks = 0

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.ticks, self.boots[-1])
