"""What leaves the house by `/clip`, on the local Discord."""
