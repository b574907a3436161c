"""Trains the sentence selector in rounds.

No training set marks the answering sentence. The first round learns from likely ones (selector_labels.py),
varied so that nothing but what answers stays the same (selector_examples.py). Each further round begins anew
with labels from what the round before has learned, mixed with the first ones; questions whose answer stays
unclear are left out.
"""

import argparse
import collections
import json
import pathlib
import random
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

from selector_examples import varied
from selector_model import MEANING, Encoder, Selector, batch_of
from selector_tokens import vocabulary_key

SEED = 20261125
MIN_COUNT = 4
BATCH = 24
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-3
WARM_UP_STEPS = 50
TRAINING_TOKENS, LABEL_TOKENS, LABEL_SENTENCES = 64, 80, 30
FIRST_SHARPNESS = 10
LEARNED_WEIGHT, LIKELY_WEIGHT = 1.3, 0.7 * 6
MIN_CHANCE = 0.45


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=pathlib.Path, required=True, help="of select_examples.py")
    parser.add_argument("--teacher", type=pathlib.Path, required=True, help="its tokens' vectors are the start")
    parser.add_argument("--steps", type=int, nargs="+", default=[600, 2000], help="of each round")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with open(arguments.examples, encoding="utf-8") as lines:
        examples = [json.loads(line) for line in lines]
    vocabulary = vocabulary_of(examples)
    encoder = Encoder(vocabulary)
    start = meanings_of(vocabulary, arguments.teacher)
    label(examples, lambda likely: FIRST_SHARPNESS * likely)
    model = None
    for number, steps in enumerate(arguments.steps):
        if model is not None:
            learn_labels(examples, model, encoder)
        clear = [example for example in examples if example["chances"].max() > MIN_CHANCE]
        print(f"round {number + 1}: {len(clear)} of {len(examples)} questions", flush=True)
        torch.manual_seed(SEED + number)
        model = Selector(len(vocabulary))
        model.meaning.weight.data[:] = start
        train(model, clear, encoder, steps, random.Random(SEED + number))
        torch.save({"vocabulary": vocabulary, "model": model.state_dict()}, arguments.out)


def vocabulary_of(examples):
    counts = collections.Counter()
    for example in examples:
        for tokens in [example["question"], *example["sentences"]]:
            counts.update(map(vocabulary_key, tokens))
    common = sorted((key for key, count in counts.items() if count >= MIN_COUNT), key=lambda key: (-counts[key], key))
    return ["<padding>", "<unknown>", *common]


def meanings_of(vocabulary, teacher):
    """The principal components of the teacher's token vectors; random for what it does not know."""
    graph = onnx.load(teacher / "onnx/model.onnx").graph
    vectors = next(numpy_helper.to_array(item) for item in graph.initializer if "word_embeddings" in item.name)
    known = json.loads((teacher / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    reduced = (centred @ axes[:MEANING].T).astype(np.float32)
    reduced /= reduced.std()
    torch.manual_seed(SEED)
    meanings = torch.randn(len(vocabulary), MEANING) * 0.5
    for row, key in enumerate(vocabulary):
        if key in known:
            meanings[row] = torch.from_numpy(reduced[known[key]])
    return meanings


def label(examples, logits_of):
    for example in examples:
        logits = logits_of(np.array(example["likely"]))
        chances = np.exp(logits - logits.max())
        example["chances"] = chances / chances.sum()


def learn_labels(examples, model, encoder):
    model.eval()
    by_length = sorted(examples, key=lambda example: len(example["sentences"]))
    with torch.no_grad():
        for first in range(0, len(by_length), 16):
            group = by_length[first : first + 16]
            cut = [{**example, "sentences": example["sentences"][:LABEL_SENTENCES]} for example in group]
            for example, logits in zip(group, model(batch_of(cut, encoder, LABEL_TOKENS)).numpy()):
                learned = np.full(len(example["sentences"]), -50.0)
                learned[:LABEL_SENTENCES] = logits[: min(len(learned), LABEL_SENTENCES)]
                mixed = lambda likely: LEARNED_WEIGHT * (learned - learned.max()) + LIKELY_WEIGHT * likely
                label([example], mixed)


def train(model, examples, encoder, steps, source):
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    model.train()
    started, smooth = time.time(), None
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_UP_STEPS) * max(0.05, 1 - step / steps)
        batch = [varied(example, source) for example in source.sample(examples, BATCH)]
        logits = model(batch_of(batch, encoder, TRAINING_TOKENS))
        wanted = torch.zeros_like(logits)
        for row, example in enumerate(batch):
            chances = torch.from_numpy(example["chances"])
            wanted[row, : len(chances)] = (chances / chances.sum()).float()
        loss = -(wanted * F.log_softmax(logits, 1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        smooth = loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
        if (step + 1) % 100 == 0:
            print(step + 1, round(smooth, 3), round(time.time() - started), "s", flush=True)


if __name__ == "__main__":
    main()
