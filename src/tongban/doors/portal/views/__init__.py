"""The views of the portal, a module a topic."""
