"""Tests of the assembly: the clips are made for real and decoded again."""
