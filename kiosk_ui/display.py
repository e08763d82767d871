"""What SDL has to be told before pygame is imported, the same for the kiosk's window and the public screen."""

import os
import sys


def prepare_display() -> None:
    """Set what is not set already: pictures without a window where there is no display, plain drawing, no greeting."""
    # A window server is not always there, and neither program needs one to be tried.
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")  # dirty rectangles then cost what they should
    os.environ.setdefault("SDL_TOUCH_MOUSE_EVENTS", "0")  # a touch is told once, by its finger
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    for unused in ("pygame.surfarray", "pygame.sndarray"):  # which would load NumPy: 0.2 s and 20 MB
        sys.modules.setdefault(unused, None)  # type: ignore[arg-type] # which is how an import is refused
