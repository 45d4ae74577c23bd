"""Original songs that the demo and the tests make clips of; ours from the first note."""
