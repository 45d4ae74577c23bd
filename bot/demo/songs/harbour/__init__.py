"""“The last light home”: the song of the demo in English."""
