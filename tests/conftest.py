"""For every test: how long hypothesis looks. HYPOTHESIS_PROFILE=long looks twenty times as long."""

import gc
import os

from hypothesis import HealthCheck, settings

# Machines are shared and noisy, so no example is failed for being slow.
settings.register_profile(
    "quick", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=600, deadline=None)
# Thousands of tests stay in the memory from their collection on, and are not looked through again and again.
gc.set_threshold(50_000, 20, 50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
