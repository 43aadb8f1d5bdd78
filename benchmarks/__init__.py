"""Each figure of docs/performance.md, measured again with one command: `make bench`."""
