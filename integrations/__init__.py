"""One folder per vendor, the only home of that vendor's outbound calls. They do not import each other."""
