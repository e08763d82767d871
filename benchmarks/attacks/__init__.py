"""Attackers on what people say: each tries its worst on the real code, and the numbers are told in docs/privacy.md."""
