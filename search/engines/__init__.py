"""The engines, a folder each. None knows another."""
