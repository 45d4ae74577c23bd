"""The cut on paper: shots, camera, captions, transitions, credits and the edit made of them."""
