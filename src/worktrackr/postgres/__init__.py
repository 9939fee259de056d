"""PostgreSQL as requests see it: single statements in one round trip, transactions for the rest."""
