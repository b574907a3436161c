"""Writes the held-out training questions as retrieval sets: what the ranker and the confidence are fitted on.

For each question source a folder with corpus.jsonl {id, title, text} (every article of the source) and
queries.jsonl {id, text, gold, answers: []} (the held-out questions): the form of shared/data/eval. The
embedding model has seen none of these questions, so its scores on them are those of a stranger's questions.
"""

import argparse
import collections
import json
import lzma
import pathlib


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=pathlib.Path, required=True, help="train/pairs.jsonl.xz")
    parser.add_argument("--examples", type=pathlib.Path, required=True, help="examples.jsonl of prepare_data.py")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    held_out = collections.defaultdict(set)
    with open(arguments.examples, encoding="utf-8") as lines:
        for example in map(json.loads, lines):
            if example["held_out"]:
                held_out[example["source"]].add(example["query"])
    articles = collections.defaultdict(dict)
    queries = collections.defaultdict(dict)
    with lzma.open(arguments.pairs, "rt", encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            source, text = pair["src"], pair["p"]
            if source not in held_out:
                continue
            article = articles[source].setdefault(text, (f"a{len(articles[source])}", pair.get("title", "")))
            question = pair["q"].strip()[:300]
            if question in held_out[source]:
                queries[source].setdefault(question, article[0])
    for source in sorted(held_out):
        folder = arguments.out / source
        folder.mkdir(parents=True, exist_ok=True)
        corpus = [{"id": key, "title": title, "text": text} for text, (key, title) in articles[source].items()]
        asked = [
            {"id": f"q{index}", "text": text, "gold": [gold], "answers": []}
            for index, (text, gold) in enumerate(queries[source].items())
        ]
        for name, rows in (("corpus", corpus), ("queries", asked)):
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        print(source, len(corpus), "articles", len(asked), "questions")


if __name__ == "__main__":
    main()
