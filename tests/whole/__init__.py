"""Real broker, hub and kiosks as processes on loopback."""
