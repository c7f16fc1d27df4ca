"""A fictional township, and the script that makes it at any size."""
