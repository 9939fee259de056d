"""Reading and undoing the change log."""
