"""Tokenised batches of texts of similar length, so that little of the work is spent on padding."""

from collections.abc import Iterator

import numpy as np
import torch
from tokenizers import Tokenizer

BATCH_TOKENS = 8192
_CHUNK = 20000


def pad(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids padded with 0 to the longest row, and the mask that is true where there is a token."""
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    return ids, torch.arange(width)[None] < lengths[:, None]


def encode(tokenizer: Tokenizer, texts: list[str], max_tokens: int) -> list[list[int]]:
    """Token ids with [CLS] and [SEP], at most max_tokens a text."""
    tokenizer.enable_truncation(max_tokens)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def token_batches(
    tokenizer: Tokenizer, texts: list[str], max_tokens: int
) -> Iterator[tuple[np.ndarray, torch.Tensor, torch.Tensor]]:
    """Batches of about BATCH_TOKENS tokens: (positions in texts, ids, mask)."""
    for start in range(0, len(texts), _CHUNK):
        encoded = encode(tokenizer, texts[start : start + _CHUNK], max_tokens)
        order = np.argsort([len(ids) for ids in encoded], kind="stable")
        first = 0
        while first < len(order):
            count = max(1, BATCH_TOKENS // max(1, len(encoded[order[min(first + 64, len(order) - 1)]])))
            rows = order[first : first + count]
            yield start + rows, *pad([encoded[row] for row in rows])
            first += count
