"""Zoom: rooms through its API, presence through its webhooks. The only home of `zoomus`."""
