"""The domain: devices, people, places, and an immutable journal of what happened to them.

Knows no screen, prints nothing and reads no clock of its own.
"""
