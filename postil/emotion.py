"""The emotion model: six families with their shades, and the channels a feeling comes through.

Families and shades after Shaver, Schwartz, Kirson and O'Connor (1987) and Parrott (2001); channels after Kim and
Klinger (2019), "An Analysis of Emotion Communication Channels in Fan-Fiction". Both are fixed by the tags document.
"""

from __future__ import annotations

from typing import Final

SHADES: Final[dict[str, tuple[str, ...]]] = {
    "love": ("affection", "longing", "desire", "tenderness", "sympathy"),
    "joy": ("cheerfulness", "contentment", "relief", "pride", "hope", "amusement"),
    "surprise": ("surprise",),
    "anger": ("irritation", "frustration", "rage", "disgust", "contempt", "envy"),
    "sadness": ("grief", "guilt", "shame", "loneliness", "disappointment", "regret", "hurt", "despair"),
    "fear": ("dread", "worry", "nervousness", "horror", "panic"),
}
"""Shades of each family. A family's own name is also a valid shade: a feeling that is no finer than its family."""

FAMILIES: Final[tuple[str, ...]] = tuple(SHADES)

CHANNELS: Final[tuple[str, ...]] = (
    "named", "face", "gaze", "voice", "touch", "gesture", "posture", "sensation", "thought", "speech",
)  # fmt: skip


def family_of(shade: str) -> str | None:
    """Return the family a shade (or a family's own name) belongs to, or None if there is no such shade."""
    return next((family for family, shades in SHADES.items() if shade == family or shade in shades), None)
