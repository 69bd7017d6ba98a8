"""What the README shows of the app: how its pictures and its recording are made."""
