"""`python -m datahub_guard`."""

from datahub_guard.cli import main

main()
