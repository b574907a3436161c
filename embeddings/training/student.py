"""The student: two layers over factorised embeddings, started from the teacher's weights."""

import argparse
import json
import pathlib

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from batches import encode, pad, token_batches
from bert import Encoder, Layer
from folding import fold
from teacher import HEADS, WIDTH, Teacher

SEED = 20261124
TEACHER_LAYERS = (0, 3)
INNER = 1024
EMBEDDING_RANK = 320
DIMENSIONS = 256
MAX_TOKENS = 256
SAMPLE_TEXTS = 3000
"""Training queries and passages from which principal components and neuron importance are taken."""


class Student(nn.Module):
    """Gives the [CLS] state, [batch, 512], and its projection, [batch, 256]; neither is normalised."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocabulary_size, EMBEDDING_RANK)
        self.expand = nn.Linear(EMBEDDING_RANK, WIDTH, bias=False)
        self.positions = nn.Embedding(MAX_TOKENS, WIDTH)
        self.encoder = Encoder([Layer(WIDTH, HEADS, INNER) for _ in TEACHER_LAYERS], WIDTH)
        self.project = nn.Linear(WIDTH, DIMENSIONS, bias=False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        embeddings = self.expand(self.tokens(ids)) + self.positions.weight[: ids.shape[1]]
        state = self.encoder(embeddings, mask)
        return state, self.project(state)

    @torch.inference_mode()
    def embed(self, tokenizer: Tokenizer, texts: list[str], max_tokens: int = MAX_TOKENS) -> np.ndarray:
        """Unit vectors, [texts, 256], in float32."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for rows, ids, mask in token_batches(tokenizer, texts, max_tokens):
            vectors[rows] = nn.functional.normalize(self(ids, mask)[1], dim=1).numpy()
        return vectors


def load_student(checkpoint: pathlib.Path) -> Student:
    """The student of a checkpoint that `student.py` or `train.py` wrote."""
    state = torch.load(checkpoint, weights_only=True)["student"]
    student = Student(len(state["tokens.weight"]))
    student.load_state_dict(state)
    return student.eval()


def principal_directions(rows: torch.Tensor, count: int) -> torch.Tensor:
    """The `count` directions that keep most of the rows' squared length, as columns."""
    _, vectors = torch.linalg.eigh(rows.T @ rows)
    return vectors[:, -count:].flip(1)


def start_embeddings(student: Student, teacher: Teacher, origins: list[list[int]], counts: torch.Tensor) -> None:
    """Factorises the teacher's embeddings; frequent tokens count more in the choice of directions."""
    rare = teacher.tokens.weight[teacher.tokenizer.token_to_id("[UNK]")]
    scale = teacher.tokens.weight.std()
    rows = torch.stack(
        [teacher.tokens.weight[ids].mean(0) if ids else rare + scale * torch.randn(WIDTH) for ids in origins]
    )
    directions = principal_directions(rows * (counts + 1).pow(0.25)[:, None], EMBEDDING_RANK)
    student.tokens.weight.copy_(rows @ directions)
    student.expand.weight.copy_(directions)
    student.positions.weight.copy_(teacher.positions.weight[:MAX_TOKENS])


def neuron_importance(teacher: Teacher, texts: list[str]) -> list[torch.Tensor]:
    """For each layer, how much each inner neuron contributes to the output on the texts."""
    sums = [torch.zeros(layer.inner.out_features) for layer in teacher.encoder.layers]

    def record(number: int):
        return lambda _layer, inputs: sums[number].add_(inputs[0].float().abs().flatten(0, 1).sum(0))

    hooks = [
        layer.outer.register_forward_pre_hook(record(number)) for number, layer in enumerate(teacher.encoder.layers)
    ]
    ids, mask = pad(encode(teacher.tokenizer, texts, 128))
    teacher(ids, mask)
    for hook in hooks:
        hook.remove()
    return [total * layer.outer.weight.norm(dim=0) for total, layer in zip(sums, teacher.encoder.layers)]


def start_layers(student: Student, teacher: Teacher, texts: list[str]) -> None:
    """Copies the chosen layers, keeping the inner neurons that matter most."""
    student.encoder.embedding_norm.load_state_dict(teacher.encoder.embedding_norm.state_dict())
    importance = neuron_importance(teacher, texts)
    for layer, number in zip(student.encoder.layers, TEACHER_LAYERS):
        state = teacher.encoder.layers[number].state_dict()
        kept = importance[number].topk(INNER).indices.sort().values
        for name in ("inner.weight", "inner.bias"):
            state[name] = state[name][kept]
        state["outer.weight"] = state["outer.weight"][:, kept]
        layer.load_state_dict(state)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the untrained student that training starts from.")
    parser.add_argument("--teacher", type=pathlib.Path, required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True, help="folder that build_vocabulary.py wrote")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with examples.jsonl")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="checkpoint to write")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    teacher = Teacher(arguments.teacher)
    vocabulary = json.loads((arguments.tokenizer / "vocabulary.json").read_text())
    token_of = {number: token for token, number in teacher.tokenizer.get_vocab().items()}
    counts = torch.tensor(
        [float(sum(vocabulary["counts"].get(token_of[i], 0) for i in ids)) for ids in vocabulary["origins"]]
    )
    with open(arguments.data / "examples.jsonl", encoding="utf-8") as lines:
        queries = [fold(json.loads(line)["query"]) for line in lines]
    texts = list(np.random.default_rng(SEED).choice(queries, SAMPLE_TEXTS, replace=False))

    student = Student(len(vocabulary["origins"]))
    with torch.no_grad():
        start_embeddings(student, teacher, vocabulary["origins"], counts)
        start_layers(student, teacher, texts[:300])
        vectors = torch.from_numpy(teacher.embed(texts, 128)).float()
        student.project.weight.copy_(principal_directions(vectors, DIMENSIONS).T)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"student": student.state_dict(), "step": 0}, arguments.out)
    print(f"{sum(p.numel() for p in student.parameters())} parameters")


if __name__ == "__main__":
    main()
