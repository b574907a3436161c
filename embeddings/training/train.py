"""Trains the student: regression to the teacher's vectors and contrast within batches of one source.

Every batch holds examples of one kind, alike in topic where the teacher's vectors are known, so that
its other passages are hard negatives. The learning rate is constant after the warm-up and falls
linearly to zero over the last steps, so a run can be stopped and resumed with another length.

Under torchrun every process takes a batch of its own at each step and the gradients are averaged. One
thread a process is faster than one process with many threads on a machine that does other work too:
the threads of one process wait for each other at every operation.
"""

import argparse
import collections
import dataclasses
import json
import math
import os
import pathlib
import time
from collections.abc import Iterator

import numpy as np
import torch
import torch.distributed as distributed
import torch.nn.functional as F
from tokenizers import Tokenizer

from batches import encode, pad
from prepare_data import QUESTION_SOURCES
from student import Student, load_student

SEED = 20261124
MAX_TOKENS = 128
TEMPERATURE = 0.04
REGRESSION_WEIGHT = 1.0
LEARNING_RATE = 3e-4
WARM_UP_STEPS = 50
WEIGHT_DECAY = 0.01
TOPIC_BITS = 7
REPORT_EVERY = 20


@dataclasses.dataclass(frozen=True)
class Kind:
    """Sources that share a batch size; `share` is the part of all steps that is given to them."""

    sources: frozenset[str]
    batch: int
    share: float


KINDS = (
    Kind(frozenset({"cmrc-train"}), 64, 0.20),
    Kind(frozenset({"intlnews-train"}), 64, 0.13),
    Kind(frozenset({"squad-zh"}), 64, 0.07),
    Kind(frozenset({"c3"}), 64, 0.06),
    Kind(frozenset({"news-title", "news-brief"}), 64, 0.09),
    Kind(frozenset({"fin-title", "fin-flash"}), 64, 0.03),
    Kind(frozenset({"tech-section", "tech-title"}), 64, 0.06),
    Kind(frozenset({"detail-news", "detail-finance"}), 64, 0.08),
    Kind(frozenset({"detail-tech"}), 64, 0.03),
    Kind(frozenset({"detail-news-en"}), 64, 0.04),
    Kind(frozenset({"paraphrase"}), 192, 0.05),
    Kind(frozenset({"qbqtc"}), 192, 0.05),
    Kind(frozenset({"en-zh"}), 256, 0.08),
    Kind(frozenset({"question"}), 256, 0.03),
)


class TrainingData:
    """Tokenised examples with the teacher's vectors, where there are any."""

    def __init__(self, folder: pathlib.Path, tokenizer: Tokenizer) -> None:
        with open(folder / "examples.jsonl", encoding="utf-8") as lines:
            self.examples = [json.loads(line) for line in lines]
        self.queries = encode(tokenizer, [example["query"] for example in self.examples], MAX_TOKENS)
        self.passages = encode(tokenizer, [example["passage"] for example in self.examples], MAX_TOKENS)
        self.query_vectors = torch.from_numpy(np.load(folder / "query-vectors.npy"))
        self.passage_vectors = torch.from_numpy(np.load(folder / "passage-vectors.npy"))
        self.groups = torch.tensor([example["group"] for example in self.examples])
        self.rows_of = collections.defaultdict(list)
        for row, example in enumerate(self.examples):
            if not example["held_out"]:
                self.rows_of[example["source"]].append(row)
        self.held_out = [row for row, example in enumerate(self.examples) if example["held_out"]]

    def batches(self, kind: Kind, chance: np.random.Generator) -> Iterator[list[int]]:
        """Batches of rows without end. An epoch is ordered by topic, then article, and cut into batches, which are shuffled."""
        rows = np.array([row for source in sorted(kind.sources) for row in self.rows_of[source]])
        while True:
            planes = chance.standard_normal((TOPIC_BITS, self.query_vectors.shape[1])).astype(np.float32)
            signs = self.query_vectors[rows].float().numpy() @ planes.T > 0
            topics = signs @ (1 << np.arange(TOPIC_BITS))
            groups = self.groups[rows].numpy() ^ int(chance.integers(2**32))
            order = np.lexsort((groups, topics))
            offset = int(chance.integers(kind.batch))
            cuts = range(offset, len(rows) - kind.batch + 1, kind.batch)
            for cut in chance.permutation(cuts):
                yield rows[order[cut : cut + kind.batch]].tolist()


def regression_loss(states: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean of 1 - cosine over the rows that have a target; zero if none has."""
    known = targets.abs().sum(1) > 0
    if not known.any():
        return states.new_zeros(())
    return (1 - F.cosine_similarity(states[known], targets[known].float(), dim=1)).mean()


def contrastive_loss(queries: torch.Tensor, passages: torch.Tensor, excluded: torch.Tensor) -> torch.Tensor:
    """InfoNCE in both directions; `excluded` marks pairs off the diagonal that are no negatives."""
    scores = F.normalize(queries, dim=1) @ F.normalize(passages, dim=1).T / TEMPERATURE
    scores = scores.masked_fill(excluded, -math.inf)
    target = torch.arange(len(scores))
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2


def batch_loss(student: Student, data: TrainingData, rows: list[int]) -> torch.Tensor:
    query_states, query_outputs = embed(student, [data.queries[row] for row in rows])
    loss = REGRESSION_WEIGHT * regression_loss(query_states, data.query_vectors[rows])
    source = data.examples[rows[0]]["source"]
    if source == "question":
        return loss
    passage_states, passage_outputs = embed(student, [data.passages[row] for row in rows])
    loss = loss + REGRESSION_WEIGHT * regression_loss(passage_states, data.passage_vectors[rows])
    groups = data.groups[rows]
    if source.startswith("detail-"):
        texts = [data.examples[row]["passage"] for row in rows]
        groups = torch.tensor([texts.index(text) for text in texts])
    excluded = (groups[:, None] == groups[None]) & ~torch.eye(len(rows), dtype=torch.bool)
    return loss + contrastive_loss(query_outputs, passage_outputs, excluded)


def embed(student: Student, encoded: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """States and outputs in the given order; computed in two halves by length, to pad less."""
    order = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))
    half = len(order) // 2
    parts = []
    for rows in (order[:half], order[half:]):
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(student(*pad([encoded[row] for row in rows])))
    back = torch.tensor(order).argsort()
    states, outputs = (torch.cat(part).float()[back] for part in zip(*parts))
    return states, outputs


@torch.inference_mode()
def held_out_score(student: Student, data: TrainingData) -> dict[str, float]:
    """Mean reciprocal rank of each held-out question's article among all held-out passages, by source."""
    rows = data.held_out
    passages = {data.examples[row]["passage"]: row for row in rows}
    vectors = F.normalize(embed(student, [data.passages[row] for row in passages.values()])[1], dim=1)
    queries = F.normalize(embed(student, [data.queries[row] for row in rows])[1], dim=1)
    groups = data.groups[list(passages.values())]
    ranks = collections.defaultdict(list)
    for row, scores in zip(rows, queries @ vectors.T):
        best = scores[groups == data.groups[row]].max()
        ranks[data.examples[row]["source"]].append(1 / (1 + int((scores > best).sum())))
    result = {source: round(float(np.mean(ranks[source])), 4) for source in sorted(QUESTION_SOURCES & ranks.keys())}
    return {**result, "mean": round(float(np.mean(list(result.values()))), 4)}


def average_gradients(student: Student, processes: int) -> None:
    """Gives every process the mean of all processes' gradients."""
    parameters = list(student.parameters())
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    flat = torch.cat([parameter.grad.flatten() for parameter in parameters])
    distributed.all_reduce(flat)
    for parameter, gradient in zip(parameters, flat.split([parameter.numel() for parameter in parameters])):
        parameter.grad.copy_(gradient.view_as(parameter) / processes)


def rate(step: int, steps: int, decay_steps: int) -> float:
    """Share of the learning rate at a step."""
    return min(1.0, (step + 1) / WARM_UP_STEPS, (steps - step) / max(1, decay_steps))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--start", type=pathlib.Path, required=True, help="checkpoint to start or resume from")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="checkpoint to write, again and again")
    parser.add_argument("--steps", type=int, required=True, help="step at which to stop")
    parser.add_argument("--decay-steps", type=int, default=0, help="last steps, in which the rate falls to zero")
    parser.add_argument("--save-every", type=int, default=200)
    arguments = parser.parse_args()
    rank, processes = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if processes > 1:
        distributed.init_process_group("gloo")
    data = TrainingData(arguments.data, Tokenizer.from_file(str(arguments.tokenizer / "tokenizer.json")))
    saved = torch.load(arguments.start, weights_only=True)
    student = load_student(arguments.start).train()
    optimiser = torch.optim.AdamW(student.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    if "optimiser" in saved:
        optimiser.load_state_dict(saved["optimiser"])
    first, tokens, seconds = saved["step"], saved.get("tokens", 0), saved.get("seconds", 0.0)
    shared_chance, own_chance = np.random.default_rng(SEED + first), np.random.default_rng([SEED + first, rank])
    streams = [data.batches(kind, own_chance) for kind in KINDS]
    shares = np.array([kind.share for kind in KINDS]) / sum(kind.share for kind in KINDS)
    losses, started = collections.defaultdict(list), time.time()

    for step in range(first, arguments.steps):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * rate(step, arguments.steps, arguments.decay_steps)
        kind = int(shared_chance.choice(len(KINDS), p=shares))
        rows = next(streams[kind])
        loss = batch_loss(student, data, rows)
        loss.backward()
        if processes > 1:
            average_gradients(student, processes)
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if rank > 0:
            continue
        tokens += processes * sum(len(data.queries[row]) + len(data.passages[row]) for row in rows)
        losses["+".join(sorted(KINDS[kind].sources))].append(loss.item())
        done, elapsed = step + 1, seconds + time.time() - started
        if done % REPORT_EVERY == 0:
            means = {name: round(float(np.mean(values[-10:])), 3) for name, values in losses.items()}
            print(f"step {done} tokens {tokens} seconds {elapsed:.0f} {means}", flush=True)
        if done % arguments.save_every == 0 or done == arguments.steps:
            progress = {"step": done, "tokens": tokens, "seconds": elapsed}
            torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict(), **progress}, arguments.out)
            print(f"step {done} held out {held_out_score(student, data)}", flush=True)


if __name__ == "__main__":
    main()
