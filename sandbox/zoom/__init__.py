"""A strict, stateful stand-in for Zoom: its API, the people in its rooms and the webhooks that tell of them."""
