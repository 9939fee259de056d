"""Contacts and the calendar of events with them."""
