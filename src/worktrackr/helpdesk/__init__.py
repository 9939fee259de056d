"""Tickets and their templates."""
