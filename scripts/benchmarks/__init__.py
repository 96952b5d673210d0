"""Tend's benchmarks; see scripts/bench."""
