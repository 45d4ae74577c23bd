"""The half of ``/clip`` that is about what leaves the house."""
