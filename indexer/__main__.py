"""``python -m indexer``."""

if __name__ == "__main__":
    # Within: a worker process imports this module too, and has no use for the command line.
    from indexer.cli import main

    main()
