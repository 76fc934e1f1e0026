"""``python -m policykit``: the same as the command ``policykit``."""

from policykit.cli import main

if __name__ == "__main__":
    main()
