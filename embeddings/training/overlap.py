"""Finds training texts that share a stretch of text with an evaluation set."""

import json
import pathlib
from collections.abc import Iterable, Iterator

from folding import fold

WINDOW = 16
"""Characters of letters and digits in a row. Windows of a checked text start at every multiple of
this, so any shared run of 31 characters is found, and some as short as 16."""


def _letters(text: str) -> str:
    return "".join(character for character in fold(text).lower() if character.isalnum())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


class EvaluationText:
    """All text of an evaluation folder: passages, questions, answers and evidence."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._windows: set[str] = set()
        self._questions: set[str] = set()
        for path in sorted(folder.rglob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                self._add(_strings(json.loads(line)))

    def _add(self, texts: Iterable[str]) -> None:
        for text in texts:
            letters = _letters(text)
            self._questions.add(letters)
            self._windows.update(letters[i : i + WINDOW] for i in range(len(letters) - WINDOW + 1))

    def has_question(self, text: str) -> bool:
        """Whether the text equals an evaluation question (or any other whole field) but for punctuation."""
        letters = _letters(text)
        return len(letters) >= 6 and letters in self._questions

    def shares_run(self, text: str) -> bool:
        """Whether the text has a run of letters in common with an evaluation text; see WINDOW."""
        letters = _letters(text)
        return any(
            letters[i : i + WINDOW] in self._windows
            for i in range(0, len(letters) - WINDOW + 1, WINDOW)
        )
