"""Builds the web: one file per route, and around all of them the guards."""

from __future__ import annotations

from fastapi import FastAPI

from web import (
    checklist,
    cover,
    door,
    family,
    health,
    links,
    metrics,
    nominate,
    opting,
    rsvp,
    slack_events,
    training_door,
    volunteer,
    write,
    zoom_webhook,
)
from web.context import WebContext
from web.guards import OneErrorPage, PrivateHeaders, SmallBodies
from web.meters import Meters
from web.pages import Pages, register_refusals


def build_web(context: WebContext) -> FastAPI:
    """The application, for any ASGI server. Run it without an access log: a door's path is a key to a room."""
    app = FastAPI(title="Chaperone", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages, meters = Pages(), Meters(context.store, context.clock)
    register_refusals(app, pages)
    links.register(app, pages)
    door.register(app, context, pages, meters)
    rsvp.register(app, context, pages)
    checklist.register(app, context, pages)
    cover.register(app, context, pages)
    opting.register(app, context, pages)
    volunteer.register(app, context, pages)
    training_door.register(app, context, pages)
    nominate.register(app, context, pages, meters)
    write.register(app, context, pages)
    family.register(app, context, pages)
    health.register(app, context)
    metrics.register(app, meters)
    if context.slack is not None:
        slack_events.register(app, context.slack)
    if context.zoom is not None:
        zoom_webhook.register(app, context, context.zoom, meters)
    # The last one added stands outermost.
    app.add_middleware(SmallBodies, pages=pages)
    app.add_middleware(OneErrorPage, pages=pages)
    app.add_middleware(PrivateHeaders, policy=pages.content_security_policy)
    return app
