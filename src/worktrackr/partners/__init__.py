"""Resellers and the organisations they brought in."""
