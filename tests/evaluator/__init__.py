"""The evaluator beside what it stands in for."""
