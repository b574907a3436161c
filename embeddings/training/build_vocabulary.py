"""Builds the student's tokenizer: the teacher's vocabulary, pruned, with spellings that count as one folded together.

A traditional character has the id of its simplified form, so one vector serves both. A Chinese
character that the teacher does not know shares one of RARE_BUCKETS ids with others, so that it is
not lost as [UNK]. Writes tokenizer.json, tokenizer_config.json and vocabulary.json (student id ->
the teacher ids that its embedding starts from).
"""

import argparse
import collections
import json
import pathlib
import re

from tokenizers import Tokenizer

from folding import fold, simplify
from prepare_data import read_lines

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
RARE_BUCKETS = 128
OTHER_PIECES = 2400
"""Pieces that are not Chinese characters: words, word parts and numbers, the most frequent first."""
DOCUMENT_SHARE = 8
"""One unlabelled document in this many is counted."""
MAX_TOKENS = 256
IDEOGRAPH = re.compile(r"^[\u4e00-\u9fff]$")


def corpus(train: pathlib.Path):
    """Every pair and question, and a share of the documents; English counts five times, since there is little."""
    for pair in read_lines(train / "pairs.jsonl.xz"):
        yield from (pair["q"], pair["p"]) if pair["src"] != "en-zh" else [pair["q"]] * 5 + [pair["p"]]
    for question in read_lines(train / "questions.jsonl.xz"):
        yield question["text"]
    for number, article in enumerate(read_lines(train / "documents.jsonl.xz")):
        if article["src"] == "news-en":
            yield from [article["text"]] * 2
        elif number % DOCUMENT_SHARE == 0:
            yield article["text"]


def count_pieces(tokenizer: Tokenizer, texts) -> collections.Counter:
    """How often the teacher's tokenizer gives each piece on folded text."""
    counts, batch = collections.Counter(), []
    for text in texts:
        batch.append(fold(text[:2000]))
        if len(batch) == 4096:
            for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
                counts.update(encoding.tokens)
            batch = []
    for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
        counts.update(encoding.tokens)
    return counts


def choose_tokens(teacher: dict[str, int], counts: collections.Counter) -> list[str]:
    """Distinct tokens in id order: special, single characters, then the most frequent longer pieces."""
    ideographs = [t for t in teacher if IDEOGRAPH.match(t) and simplify(t) == t and counts[t]]
    others = [t for t in teacher if t not in SPECIAL_TOKENS and not re.search(r"[\u3400-\u9fff]", t) and fold(t) == t]
    singles = [t for t in others if len(t.removeprefix("##")) == 1 and (t.isascii() or counts[t])]
    longer = sorted((t for t in others if t not in set(singles)), key=lambda t: (-counts[t], t))
    alphabet = [prefix + chr(code) for code in range(33, 127) if not chr(code).isupper() for prefix in ("", "##")]
    missing = [t for t in alphabet if t.removeprefix("##").isalnum() and t not in teacher]
    return SPECIAL_TOKENS + singles + missing + ideographs + [t for t in longer if counts[t]][:OTHER_PIECES]


def build_mapping(tokens: list[str], teacher: dict[str, int]) -> tuple[dict[str, int], list[list[int]]]:
    """The tokenizer's token -> id table with its shared ids, and for each id the teacher ids it starts from."""
    ids = {token: number for number, token in enumerate(tokens)}
    first_bucket = len(tokens)
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        if character not in ids:
            ids[character] = ids.get(simplify(character), first_bucket + code % RARE_BUCKETS)
    origins = [[] for _ in range(first_bucket + RARE_BUCKETS)]
    for token, teacher_id in teacher.items():
        if simplify(token) != token:
            continue
        number = ids.get(fold(token) if len(token) == 1 else token)
        if number is not None and number < first_bucket:
            origins[number].append(teacher_id)
    return ids, origins


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=pathlib.Path, required=True)
    parser.add_argument("--teacher", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    definition = json.loads((arguments.teacher / "tokenizer.json").read_text())
    teacher = definition["model"]["vocab"]
    counts = count_pieces(Tokenizer.from_file(str(arguments.teacher / "tokenizer.json")), corpus(arguments.train))
    ids, origins = build_mapping(choose_tokens(teacher, counts), teacher)

    definition["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "NFKC"}, definition["normalizer"]]}
    definition["model"]["vocab"] = ids
    for token in definition["added_tokens"]:
        token["id"] = ids[token["content"]]
    for token in definition["post_processor"]["special_tokens"].values():
        token["ids"] = [ids[token["id"]]]
    config = json.loads((arguments.teacher / "tokenizer_config.json").read_text())
    config["model_max_length"] = MAX_TOKENS
    (arguments.out / "tokenizer.json").write_text(json.dumps(definition, ensure_ascii=False, separators=(",", ":")))
    (arguments.out / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (arguments.out / "vocabulary.json").write_text(json.dumps({"counts": counts, "origins": origins}))
    print(f"{len(origins)} ids, {len(ids)} spellings, {sum(not origin for origin in origins)} without a teacher's embedding")


if __name__ == "__main__":
    main()
