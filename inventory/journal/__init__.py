"""The journal's own form: what an event looks like on disk and on the way, and its hash."""
