"""What a file really is, found from its content; each check raises `Refused`, which `store_file` puts into words."""
