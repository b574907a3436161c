"""Writes the selector for answer/selector/selector-model.ts: a line of JSON, then the tables as signed bytes.

Beside it a few of the training questions with their logits: the TypeScript is tested against them.
"""

import argparse
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

from selector_model import BUCKETS, LONGEST_RUN, Encoder, Selector, batch_of

KEPT = 0.9999
"""Share of a table's values that are kept as they are; the outermost are drawn in."""
TOKENS = 160
REFERENCES = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True)
    parser.add_argument("--examples", type=pathlib.Path, required=True, help="of select_examples.py")
    parser.add_argument("--id", default="sentence-selector@1")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--references", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    checkpoint = torch.load(arguments.checkpoint)
    model = Selector(len(checkpoint["vocabulary"]))
    model.load_state_dict(checkpoint["model"])
    model.eval()
    model.meaning.weight.data = F.normalize(model.meaning.weight.data, dim=1)
    tables, bytes_ = zip(*(quantised(name, table) for name, table in tables_of(model).items()))
    header = {
        "id": arguments.id,
        "vocabulary": checkpoint["vocabulary"],
        "buckets": BUCKETS,
        "tables": tables,
        "tokenWeight": layers(model.token_weight),
        "distanceWeight": numbers(model.distance_weight.weight),
        "distanceAttention": numbers(model.distance_attention.weight),
        "match": numbers(model.match)[: LONGEST_RUN + 1],
        "similarity": layers(model.similarity),
        "kind": numbers(model.kind)[0],
        **dict(zip(("length", "hasField", "isShort"), numbers(model.form))),
        "novelty": numbers(model.novelty)[0],
        "field": numbers(model.field),
    }
    line = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    arguments.out.write_bytes(line + b"".join(bytes_))
    references = references_of(model, Encoder(checkpoint["vocabulary"]), arguments.examples)
    arguments.references.write_text(json.dumps(references, ensure_ascii=False), encoding="utf-8")


def tables_of(model):
    return {
        "meaning": model.meaning,
        "salience": model.salience,
        "askedKind": model.asked_kind,
        "answerKind": model.answer_kind,
        "askedKindPairs": model.asked_kind_pairs,
        "answerKindPairs": model.answer_kind_pairs,
    }


def quantised(name, table):
    """The table in bytes; the model keeps what they stand for, so that the references are of the file."""
    values = table.weight.data
    most = values.abs().max() if name == "salience" else values.abs().flatten().kthvalue(
        int(values.numel() * KEPT)
    ).values
    scale = float(most) / 127
    steps = torch.clamp((values / scale).round(), -127, 127)
    table.weight.data = steps * scale
    about = {"name": name, "rows": values.shape[0], "columns": values.shape[1], "scale": scale}
    return about, steps.to(torch.int8).numpy().tobytes()


def numbers(tensor):
    return [float(f"{value:.5g}") for value in tensor.detach().flatten().tolist()]


def layers(sequence):
    return [
        {"weights": [numbers(row) for row in layer.weight], "bias": numbers(layer.bias)}
        for layer in (sequence[0], sequence[2])
    ]


def references_of(model, encoder, path):
    with open(path, encoding="utf-8") as lines:
        examples = [json.loads(line) for line in lines]
    chosen = np.random.default_rng(1).choice(len(examples), REFERENCES, replace=False)
    references = []
    for example in (examples[index] for index in sorted(chosen)):
        example["sentences"] = example["sentences"][:10]
        with torch.no_grad():
            logits = model(batch_of([example], encoder, TOKENS))[0].tolist()
        joined = {name: " ".join(example[name]) for name in ("question", "title")}
        sentences = [" ".join(sentence) for sentence in example["sentences"]]
        references.append({**joined, "sentences": sentences, "logits": [round(logit, 3) for logit in logits]})
    return references


if __name__ == "__main__":
    main()
