"""Cuts articles into the short passages that the model is made for."""

import re

TARGET_LENGTH = 200
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])(?![”’」』）)])|(?<=[。！？][”’」』])|(?<=[.!?] )|\n+")


def reading_length(text: str) -> float:
    """Length in Chinese characters; letters and other narrow characters count a third."""
    return sum(1.0 if "\u2e80" <= character else 1 / 3 for character in text)


def _sentences(text: str) -> list[str]:
    """Sentences; one longer than the target is cut at commas, and then anywhere."""
    pieces = []
    for sentence in _SENTENCE_END.split(text):
        if reading_length(sentence) <= TARGET_LENGTH:
            pieces.append(sentence)
            continue
        for clause in re.split(r"(?<=[，,、])", sentence):
            pieces.extend(clause[start : start + 400] for start in range(0, len(clause), 400))
    return [piece for piece in pieces if piece.strip()]


def split_passages(text: str) -> list[str]:
    """Packs whole sentences into passages of about equal length, at most TARGET_LENGTH where sentences allow."""
    sentences = _sentences(text)
    total = sum(map(reading_length, sentences))
    goal = total / max(1, -(-total // TARGET_LENGTH))
    passages, current, length = [], "", 0.0
    for sentence in sentences:
        added = reading_length(sentence)
        if current and length + added / 2 > goal:
            passages.append(current.strip())
            current, length = "", 0.0
        current += sentence
        length += added
    if current.strip():
        passages.append(current.strip())
    return passages


def with_title(title: str, passage: str) -> str:
    """The text that is embedded for a passage: its document's title on a line of its own, then the passage."""
    return f"{title}\n{passage}" if title else passage
