"""Measures dense retrieval on the evaluation sets: the teacher beside the student, float32 and int8.

Every document is cut into passages with its title in front; a document's score is that of its best
passage. Reported: nDCG@10 over documents (one relevant document a question), and the speed of the
int8 files on passages of 300 characters, one thread.
"""

import argparse
import json
import math
import pathlib
import time
from collections.abc import Callable

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from batches import token_batches
from passages import split_passages, with_title

SETS = ("cmrc", "drcd", "intlnews", "xquad-zh", "xquad-en")
JUDGED_SETS = SETS[:4]
SPEED_TEXTS, SPEED_LENGTH, SPEED_BATCH = 64, 300, 8
Embed = Callable[[list[str]], np.ndarray]


class OnnxModel:
    """A model folder's tokenizer with one of its ONNX files."""

    def __init__(self, folder: pathlib.Path, file: pathlib.Path, max_tokens: int, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(str(file), options)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._max_tokens = max_tokens
        self._input_names = {value.name for value in self._session.get_inputs()}

    def embed(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of the first position, in order."""
        rows_and_vectors = []
        for rows, ids, mask in token_batches(self._tokenizer, texts, self._max_tokens):
            inputs = {"input_ids": ids.numpy(), "attention_mask": mask.long().numpy()}
            inputs["token_type_ids"] = np.zeros_like(inputs["input_ids"])
            given = {name: value for name, value in inputs.items() if name in self._input_names}
            rows_and_vectors.append((rows, self._session.run(None, given)[0][:, 0]))
        order = np.concatenate([rows for rows, _ in rows_and_vectors]).argsort()
        vectors = np.concatenate([vectors for _, vectors in rows_and_vectors])[order]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def read_set(folder: pathlib.Path) -> tuple[list[dict], list[dict]]:
    return tuple(
        [json.loads(line) for line in open(folder / name, encoding="utf-8")]
        for name in ("corpus.jsonl", "queries.jsonl")
    )


def ndcg_at_10(queries: list[dict], documents: list[dict], embed: Embed, prefix: str = "") -> float:
    """Mean over the queries; the ideal ranking has the one gold document first."""
    texts, owners = [], []
    for number, document in enumerate(documents):
        passages = [with_title(document["title"], passage) for passage in split_passages(document["text"])]
        texts += passages
        owners += [number] * len(passages)
    starts = np.searchsorted(owners, np.arange(len(documents)))
    scores = embed([prefix + query["text"] for query in queries]) @ embed(texts).T
    best = np.maximum.reduceat(scores, starts, axis=1)
    position = {document["id"]: number for number, document in enumerate(documents)}
    gains = []
    for query, row in zip(queries, best):
        rank = int((row > max(row[position[gold]] for gold in query["gold"])).sum())
        gains.append(1 / math.log2(rank + 2) if rank < 10 else 0.0)
    return float(np.mean(gains))


def score_sets(folder: pathlib.Path, embed: Embed, prefix: str = "") -> dict[str, float]:
    """nDCG@10 of every set, and of English questions on the Chinese passages (their ids match)."""
    read = {name: read_set(folder / name) for name in SETS}
    scores = {name: ndcg_at_10(queries, documents, embed, prefix) for name, (documents, queries) in read.items()}
    english = [{**query, "gold": [gold.replace("xquad-en", "xquad-zh") for gold in query["gold"]]} for query in read["xquad-en"][1]]
    scores["en->zh"] = ndcg_at_10(english, read["xquad-zh"][0], embed, prefix)
    scores["judged mean"] = float(np.mean([scores[name] for name in JUDGED_SETS]))
    return {name: round(score, 4) for name, score in scores.items()}


def texts_per_second(eval_folder: pathlib.Path, embed: Embed) -> float:
    """Best of five runs over passages of SPEED_LENGTH characters, in batches of SPEED_BATCH."""
    text = "".join(document["text"] for document in read_set(eval_folder / "cmrc")[0][:80])
    texts = [text[start * SPEED_LENGTH : (start + 1) * SPEED_LENGTH] for start in range(SPEED_TEXTS)]
    embed(texts[:SPEED_BATCH])
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        for start in range(0, SPEED_TEXTS, SPEED_BATCH):
            embed(texts[start : start + SPEED_BATCH])
        seconds.append(time.perf_counter() - started)
    return round(SPEED_TEXTS / min(seconds), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--onnx", type=pathlib.Path, required=True, help="the ONNX file to measure")
    parser.add_argument("--max-tokens", type=int, default=256)
    parser.add_argument("--query-prefix", default="")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--speed", action="store_true", help="measure speed instead, on one thread")
    arguments = parser.parse_args()
    threads = 1 if arguments.speed else arguments.threads
    model = OnnxModel(arguments.model, arguments.onnx, arguments.max_tokens, threads)
    if arguments.speed:
        print(json.dumps({"texts_per_second": texts_per_second(arguments.eval, model.embed)}))
    else:
        print(json.dumps(score_sets(arguments.eval, model.embed, arguments.query_prefix)))


if __name__ == "__main__":
    main()
