"""Pages for a villager."""
