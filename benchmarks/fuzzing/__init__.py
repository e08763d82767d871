"""Fuzzing: what reads bytes of others, how valid examples are spoilt, and the process that tries them."""
