"""The session file: its zip, and what lies in it as facts and arrays."""
