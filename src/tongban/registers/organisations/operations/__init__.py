"""Deeds of the organisations room."""
