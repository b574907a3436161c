"""The transformer that teacher and student share: BERT, of which only the first position leaves the last layer.

The vector is the hidden state of [CLS], so the last layer needs queries and a feed-forward pass for
that position alone. This computes the same vector as the whole BERT and saves most of a layer.
"""

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-12


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.attended = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=EPSILON)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.output_norm = nn.LayerNorm(width, eps=EPSILON)

    def _split(self, states: torch.Tensor) -> torch.Tensor:
        batch, length, width = states.shape
        return states.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, states: torch.Tensor, allowed: torch.Tensor, first_only: bool) -> torch.Tensor:
        """
        @param states: [batch, length, width]
        @param allowed: [batch, 1, 1, length], false at padding
        @param first_only: give only the first position, [batch, 1, width]
        """
        asking = states[:, :1] if first_only else states
        attended = F.scaled_dot_product_attention(
            self._split(self.query(asking)), self._split(self.key(states)), self._split(self.value(states)), allowed
        )
        attended = attended.transpose(1, 2).reshape(asking.shape)
        asking = self.attention_norm(asking + self.attended(attended))
        return self.output_norm(asking + self.outer(F.gelu(self.inner(asking))))


class Encoder(nn.Module):
    """Layers on top of embeddings; gives the last hidden state of the first position."""

    def __init__(self, layers: list[Layer], width: int) -> None:
        super().__init__()
        self.embedding_norm = nn.LayerNorm(width, eps=EPSILON)
        self.layers = nn.ModuleList(layers)

    def forward(self, embeddings: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """
        @param embeddings: sum of token and position embeddings, [batch, length, width]
        @param mask: true where there is a token, [batch, length]
        @returns: [batch, width]
        """
        states = self.embedding_norm(embeddings)
        allowed = mask[:, None, None, :]
        for number, layer in enumerate(self.layers):
            states = layer(states, allowed, first_only=number == len(self.layers) - 1)
        return states[:, 0]
