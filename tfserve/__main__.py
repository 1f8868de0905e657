"""`python -m tfserve` is the command `tfserve`."""

from tfserve.main import run

if __name__ == "__main__":
    run()
