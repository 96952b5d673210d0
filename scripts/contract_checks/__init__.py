"""Holds recorded exchanges of the simulated systems against the contracts that their vendors publish."""
