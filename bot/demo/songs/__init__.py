"""The demo's songs, and how they are made: scores, instruments, recordings and scenarios."""
