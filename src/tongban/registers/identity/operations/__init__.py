"""Deeds of the identity room, one file each."""
