"""`python -m undergrid`: the same as the command `undergrid`."""

from undergrid.cli import main

main()
