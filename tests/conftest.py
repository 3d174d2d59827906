"""Settings for every test: property tests draw the same examples on every run, and none is timed."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
