"""Live updates: what somebody changed appears on the screens of their organisation."""
