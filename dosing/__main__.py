"""`python -m dosing`, the same as `dosing`."""

from dosing.cli import main

if __name__ == "__main__":
    main()
