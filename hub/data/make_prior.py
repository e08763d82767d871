"""Writes prior.npz anew: the means of the prior questions, by language, for the encoders of this machine.

python hub/data/make_prior.py
"""

from hub import prior
from hub.meaning import Meaning

if __name__ == "__main__":
    prior.write(Meaning().encoders)
