"""All measurements: python -m tests.benchmark"""


def main() -> None:
    """The core and training beside their peers, where those are installed, then the page in a browser."""
    from .benchmark_training import main as training  # noqa: PLC0415  # first: it settles the threads

    training()
    print()
    try:
        from .benchmark_core import main as core  # noqa: PLC0415
    except SystemExit as reason:
        print(reason)
    else:
        core()
    from .benchmark_browser import main as browser  # noqa: PLC0415

    print()
    browser()


if __name__ == "__main__":
    main()
