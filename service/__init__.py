"""One running Chaperone: bot, web and jobs put together on the same adapters."""
