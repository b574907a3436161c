"""The teacher, bge-small-zh-v1.5, read from its ONNX file into torch."""

import pathlib
import re

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn

from batches import token_batches
from bert import Encoder, Layer

WIDTH, HEADS, INNER, LAYERS = 512, 8, 2048, 4
_PARTS = {
    "attention/self/query": "query",
    "attention/self/key": "key",
    "attention/self/value": "value",
    "attention/output/dense": "attended",
    "intermediate/dense": "inner",
    "output/dense": "outer",
    "attention/output/LayerNorm": "attention_norm",
    "output/LayerNorm": "output_norm",
}


def _read_state(path: pathlib.Path) -> dict[str, torch.Tensor]:
    """The ONNX file's weights under the names of this module's parameters.

    Biases and norms kept their names in the export; the matrices lost theirs, so each is found by
    the MatMul node that uses it.
    """
    graph = onnx.load(path).graph
    arrays = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    state = {
        "tokens.weight": arrays["embeddings.word_embeddings.weight"],
        "positions.weight": arrays["embeddings.position_embeddings.weight"]
        + arrays["embeddings.token_type_embeddings.weight"][0],
        "encoder.embedding_norm.weight": arrays["embeddings.LayerNorm.weight"],
        "encoder.embedding_norm.bias": arrays["embeddings.LayerNorm.bias"],
    }
    for name, array in arrays.items():
        found = re.fullmatch(r"encoder\.layer\.(\d)\.(.+)\.(weight|bias)", name)
        if found:
            state[f"encoder.layers.{found[1]}.{_PARTS[found[2].replace('.', '/')]}.{found[3]}"] = array
    for node in graph.node:
        found = re.fullmatch(r"/encoder/layer\.(\d)/(.+)/MatMul", node.name)
        if found and found[2] in _PARTS:
            state[f"encoder.layers.{found[1]}.{_PARTS[found[2]]}.weight"] = arrays[node.input[1]].T.contiguous()
    return state


class Teacher(nn.Module):
    """Gives the [CLS] state, not yet normalised, [batch, 512]."""

    def __init__(self, folder: pathlib.Path) -> None:
        super().__init__()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokens = nn.Embedding(21128, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.encoder = Encoder([Layer(WIDTH, HEADS, INNER) for _ in range(LAYERS)], WIDTH)
        self.load_state_dict(_read_state(folder / "onnx/model.onnx"))
        self.eval()

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        embeddings = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        return self.encoder(embeddings, mask)

    @torch.inference_mode()
    def embed(self, texts: list[str], max_tokens: int) -> np.ndarray:
        """Unit vectors as float16, [texts, 512]; computed in bfloat16, which costs less than 0.001 of cosine."""
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float16)
        for rows, ids, mask in token_batches(self.tokenizer, texts, max_tokens):
            with torch.autocast("cpu", torch.bfloat16):
                states = self(ids, mask)
            vectors[rows] = nn.functional.normalize(states.float(), dim=1).numpy()
        return vectors
