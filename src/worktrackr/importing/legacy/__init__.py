"""The old WorkTrackr's data: read from browser dumps, exports and mock modules, and written where it belongs now."""
