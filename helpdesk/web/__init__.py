"""The kit pages are built from: time drawn and said, charts, headers, static bundle. No models, no rules of a room."""
