"""Bringing files of contacts, products and tickets in."""
