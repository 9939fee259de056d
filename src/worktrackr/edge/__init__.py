"""The HTTP edge: who asks, what may pass, strict bodies, lean answers."""
