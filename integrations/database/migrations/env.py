"""Alembic's entry: it works on the connection that `engine.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from integrations.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
