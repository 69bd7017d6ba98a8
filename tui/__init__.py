"""What a person sees: the Textual app and the plain commands, over one set of services."""
