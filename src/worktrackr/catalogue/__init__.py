"""Products and the services that contacts use."""
