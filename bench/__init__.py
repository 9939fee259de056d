"""WorkTrackr against named peers, on one machine, in one run: `make bench`."""
