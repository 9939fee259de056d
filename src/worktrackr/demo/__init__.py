"""A demo organisation, and sample data for an organisation of one's own."""
