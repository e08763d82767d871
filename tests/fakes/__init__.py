"""Stand-ins that can fail as the real part does."""
