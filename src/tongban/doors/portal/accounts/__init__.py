"""Signing in and keeping an account safe: django-allauth's views, each with who may enter it, and our own password reset."""
