"""What a saved film page says, by evidence: marked up first, then by its structure."""
