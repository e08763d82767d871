"""The neighbourhood's hub: hears entries, promises places, seats tables, forgets at night."""

import os

# A hub is one process among others on a small machine; NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
