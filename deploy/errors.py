"""Why a cluster cannot be had, in one line for a person."""

from __future__ import annotations


class DeployError(Exception):
    """What is missing or went wrong, and what to do about it; its text is one line."""
