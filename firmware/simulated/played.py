"""The whole firmware and a Pi in one process, in virtual time: for tests, and for days that pass in seconds."""

import simulated_world as world
import start
import virtual_time
from simulated_pi import Machine

import faults


class Played:
    """A board with its world. It resets as a board does."""

    def __init__(self, flash):
        """flash: a folder of its own, as the beginning of a path."""
        faults.FILE, faults.MET, faults.ASKED = [
            flash + name for name in ("fault.txt", "met.txt", "asked.txt")
        ]
        self.machine = Machine()
        self.now = 0
        self.starts = 0
        self.pins = []  # (ms, output, level) of each change
        self.ring = None  # its lamps now
        self.board = None
        self.switch_on()

    def switch_on(self, after_reset=False):
        """The board gets power, or has reset itself: time goes on, all else begins anew."""
        main = start.prepare(True, after_reset)
        world.set_now(self.now)
        self.starts += 1
        self.board = main.Board()
        virtual_time.create_task(main.run(self.board))

    def go(self, ms):
        """Let so much time pass."""
        end = self.now + ms
        while self.now < end:
            due = min(end, virtual_time.next_due(), self.machine.wait_until(self.now))
            self.now = max(self.now, due)
            try:
                virtual_time.run_until(self.now)
            except world.Reset:
                self.switch_on(after_reset=True)
            self._pi_turns()

    def _pi_turns(self):
        machine = self.machine
        for message in world.told:
            self.ring = message.get("ring", self.ring)
            if message.get("pin", "own_light") != "own_light":
                self.pins.append((self.now, message["pin"], message["level"]))
        world.told.clear()
        machine.power(world.levels["pi_power_cut"] == 0, self.now)
        if world.levels["pi_please_halt"] == 0:
            machine.please_halt(self.now)
        machine.look(self.now)
        world.levels["pi_has_halted"] = int(machine.is_down)
        pi, data = machine.pi, bytes(world.line_out)
        world.line_out[:] = b""
        if pi is None or machine.is_hung:
            return
        if data:
            pi.hear(data, self.now)
        out = pi.to_write(self.now)
        if out:
            world.line_in.extend(out)
            virtual_time.stir()

    def until(self, is_so, within_ms):
        """Let time pass until something is so; returns how long it took. AssertionError where it never was."""
        began = self.now
        while not is_so():
            assert self.now - began < within_ms, "it has not come about"
            self.go(10)
        return self.now - began

    def changes(self, pin):
        """(ms, level) of each change of an output."""
        return [(ms, level) for ms, name, level in self.pins if name == pin]
