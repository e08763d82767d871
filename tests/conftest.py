"""For every test: how long hypothesis looks. HYPOTHESIS_PROFILE=long looks twenty times as long."""

import os

from hypothesis import HealthCheck, settings

# Machines are shared and noisy, so no example is failed for being slow.
settings.register_profile(
    "quick", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=600, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
