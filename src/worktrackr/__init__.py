"""WorkTrackr."""
