"""Postil: a story and people's notes on it, made into an annotated website. See docs/architecture.md."""

__version__ = "0.1.0"
