"""Fuzzing, itself tested."""
