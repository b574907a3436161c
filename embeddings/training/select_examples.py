"""Writes the questions that the sentence selector is trained on: each with the sentences of its own text.

Left out: what shares a run of text or a question with an evaluation set, what the embedding model's training
held out (the confidence is fitted on it), and questions about a text as a whole.
"""

import argparse
import json
import lzma
import pathlib
import re

from overlap import EvaluationText
from selector_labels import likely
from selector_tokens import INTERROGATIVE, tokens_of

SOURCES = {"cmrc-train", "squad-zh", "intlnews-train", "c3"}
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*[”」』’\"]?")
MAX_SENTENCE = 300
ABOUT_THE_TEXT = re.compile("这段|上文|本文|文中|文章|下列|说话人|根据")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=pathlib.Path, required=True, help="train/pairs.jsonl.xz")
    parser.add_argument("--eval", type=pathlib.Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--examples", type=pathlib.Path, required=True, help="examples.jsonl of prepare_data.py")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with open(arguments.examples, encoding="utf-8") as lines:
        held_out = {row["query"] for row in map(json.loads, lines) if row["held_out"]}
    evaluation = EvaluationText(arguments.eval)
    count = {"kept": 0, "overlap": 0, "held out": 0, "other": 0}
    with lzma.open(arguments.pairs, "rt", encoding="utf-8") as pairs, open(
        arguments.out, "w", encoding="utf-8"
    ) as out:
        for pair in map(json.loads, pairs):
            if pair["src"] not in SOURCES:
                continue
            example = example_of(pair)
            if example is None:
                count["other"] += 1
            elif pair["q"].strip()[:300] in held_out:
                count["held out"] += 1
            elif evaluation.has_question(pair["q"]) or evaluation.shares_run(pair["p"]):
                count["overlap"] += 1
            else:
                count["kept"] += 1
                out.write(json.dumps(example, ensure_ascii=False) + "\n")
    print(count)


def example_of(pair):
    question, title = pair["q"].strip(), pair.get("title", "")
    is_asked = INTERROGATIVE.search(question) and not ABOUT_THE_TEXT.search(question)
    if not 5 <= len(question) <= 60 or (pair["src"] == "c3" and not is_asked):
        return None
    parts = (part.strip()[:MAX_SENTENCE] for part in SENTENCE.findall(pair["p"]))
    sentences = [part for part in parts if len(part) > 1]
    if len(sentences) < 3:
        return None
    return {
        "question": tokens_of(question),
        "title": tokens_of(title),
        "sentences": [tokens_of(sentence) for sentence in sentences],
        "likely": [round(float(score), 4) for score in likely(question, sentences, title)],
    }


if __name__ == "__main__":
    main()
