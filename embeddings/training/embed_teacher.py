"""Computes the teacher's vectors that training regresses to.

Reads examples.jsonl; writes the float16 arrays query-vectors.npy and passage-vectors.npy in its
order. The teacher is the costliest part of the preparation, so only short texts and a share of the
question sets' passages get a vector; the other rows are zero. An English sentence gets the vector of
its Chinese translation.
"""

import argparse
import json
import pathlib
import time

import numpy as np
import torch

from folding import fold
from prepare_data import QUESTION_SOURCES
from teacher import Teacher

MAX_TOKENS = 160
SHORT_SOURCES = {"paraphrase", "qbqtc", "en-zh"}
TAUGHT_SOURCES = QUESTION_SOURCES | SHORT_SOURCES | {"question"}
PASSAGE_SHARE = 3
"""One question-set article in this many has its passages embedded by the teacher."""


def texts_to_embed(example: dict) -> tuple[str, str]:
    """Query and passage, each empty if it gets no vector."""
    source = example["source"]
    if source not in TAUGHT_SOURCES:
        return "", ""
    passage = example["passage"] if source in SHORT_SOURCES or example["group"] % PASSAGE_SHARE == 0 else ""
    return passage if source == "en-zh" else example["query"], passage


def embed_distinct(teacher: Teacher, texts: list[str]) -> np.ndarray:
    """Vectors of the texts, each distinct folded text computed once; zeros for an empty text."""
    folded = [fold(text) for text in texts]
    distinct = list(dict.fromkeys(text for text in folded if text))
    row = {text: number for number, text in enumerate(distinct)} | {"": len(distinct)}
    started = time.time()
    vectors = teacher.embed(distinct, MAX_TOKENS)
    print(f"{len(distinct)} texts in {time.time() - started:.0f} s", flush=True)
    vectors = np.concatenate([vectors, np.zeros_like(vectors[:1])])
    return vectors[[row[text] for text in folded]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with examples.jsonl")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    teacher = Teacher(arguments.teacher)
    with open(arguments.data / "examples.jsonl", encoding="utf-8") as lines:
        texts = [texts_to_embed(json.loads(line)) for line in lines]
    vectors = embed_distinct(teacher, [text for pair in texts for text in pair])
    np.save(arguments.data / "query-vectors.npy", vectors[0::2])
    np.save(arguments.data / "passage-vectors.npy", vectors[1::2])


if __name__ == "__main__":
    main()
