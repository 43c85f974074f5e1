"""`python -m tilshi` is `tilshi`."""

from tilshi.main import main

if __name__ == "__main__":
    main()
