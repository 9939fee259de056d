"""Organisations, plans, users, sessions, API keys and the accounts that people sign in with."""
