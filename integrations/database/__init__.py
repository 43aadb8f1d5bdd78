"""SQLite by default, PostgreSQL when outgrown: one code path."""
