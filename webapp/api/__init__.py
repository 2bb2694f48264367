"""How scripts ask: parameters and answers declared once, and all that is made from that."""
