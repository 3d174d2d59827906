"""What hostile files of several formats have in common."""

LONG = "x" * 100_000
TOO_MANY = 16 * 2**20 + 1


class Evil:
    """Would leave a trace among the modules if it were ever unpickled."""

    def __reduce__(self):
        return (exec, ("import sys; sys.modules['pickled'] = sys",))
