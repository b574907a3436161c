"""Turns the raw pairs and documents into training examples: a query and the passage that answers it.

Writes examples.jsonl ({source, group, query, passage, held_out}) and overlap.json (how many items were
dropped because they share text with the evaluation sets).
"""

import argparse
import collections
import itertools
import json
import lzma
import pathlib
import random
import re
import zlib
from collections.abc import Iterator

from folding import fold
from overlap import EvaluationText
from passages import split_passages, with_title

SEED = 20261124
QUESTION_SOURCES = {"cmrc-train", "squad-zh", "intlnews-train", "c3"}
TITLE_SOURCES = {"news-title", "news-brief", "tech-section", "tech-title", "fin-title", "fin-flash"}
PAIRS_TAKEN = {
    "tech-section": 6000,
    "tech-title": 2500,
    "news-title": 8000,
    "news-brief": 5000,
    "fin-flash": 2000,
    "fin-title": 2000,
    "paraphrase": 9000,
    "qbqtc": 9000,
}
"""At most this many pairs of a source, to fit the time; of the sources not named, all."""
ARTICLES_FOR_DETAILS = {"news": 6000, "tech": 1500, "finance": 1000, "news-en": 2225}
"""Articles taken from each kind of unlabelled document to make detail queries from."""
DETAILS_PER_ARTICLE = 2
QUESTIONS_TAKEN = 8000
LEAST_OVERLAP = 0.1
"""A question with less lexical overlap with every passage is left out: its passage is unknown."""
HELD_OUT_SHARE = 20
"""One question-answer article in this many is held out for choosing checkpoints."""


def read_lines(path: pathlib.Path) -> Iterator[dict]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def bigrams(text: str) -> set[str]:
    """Character pairs of the folded text; what is compared to find the passage that a question is about."""
    folded = re.sub(r"\s+", " ", fold(text).lower())
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def lexical_overlaps(query: str, passages: list[str]) -> list[float]:
    """For each passage, the share of the query's bigrams it has; a bigram of few passages weighs more."""
    wanted = bigrams(query)
    held = [bigrams(passage) & wanted for passage in passages]
    frequency = collections.Counter(pair for pairs in held for pair in pairs)
    total = sum(1 / max(1, frequency[pair]) for pair in wanted) or 1.0
    return [sum(1 / frequency[pair] for pair in pairs) / total for pairs in held]


def clean_title(title: str, text: str) -> str:
    """The title, unless it is no title but the beginning of the text."""
    title = title.removeprefix("原标题：").strip()
    return "" if len(title) > 60 or text.startswith(title) else title


def example(source: str, article: str, query: str, passage: str) -> dict:
    group = zlib.crc32(article.encode())
    held_out = source in QUESTION_SOURCES and group % HELD_OUT_SHARE == 0
    return {"source": source, "group": group, "query": query.strip()[:300], "passage": passage, "held_out": held_out}


def example_from_pair(pair: dict) -> dict | None:
    """The query with the passage of its text that shares most with it; a title is a query for its own text."""
    source, query, text = pair["src"], pair["q"], pair["p"]
    if source not in QUESTION_SOURCES | TITLE_SOURCES:
        return example(source, text, query, text)
    title = ""
    if source in TITLE_SOURCES:
        query, text = sorted((query, text), key=len)
    else:
        title = clean_title(pair.get("title", ""), text)
    passages = split_passages(text)
    overlaps = lexical_overlaps(query, passages)
    best = max(range(len(passages)), key=overlaps.__getitem__, default=None)
    if best is None or overlaps[best] < LEAST_OVERLAP:
        return None
    return example(source, text, query, with_title(title, passages[best]))


def detail_query(passage: str, chance: random.Random) -> str | None:
    """A clause of the passage with some words left out: a stand-in for a question about a detail."""
    clauses = [c.strip() for c in re.split(r"[，。！？；：\n]|[,.!?;:] ", passage)]
    clauses = [c for c in clauses if 10 <= len(c) <= 80]
    if not clauses:
        return None
    clause = chance.choice(clauses)
    words = clause.split(" ") if clause.isascii() else re.findall(r"[a-zA-Z0-9.]+|..?", clause)
    kept = [word for word in words if chance.random() > 0.25]
    return (" " if clause.isascii() else "").join(kept) if len(kept) >= 4 else None


def examples_from_article(article: dict, chance: random.Random) -> list[dict]:
    title = clean_title(article.get("title", ""), article["text"])
    passages = split_passages(re.sub(r"\{[^}]*\}", "", article["text"][:6000]))
    chosen = chance.sample(passages, min(DETAILS_PER_ARTICLE, len(passages)))
    made = []
    for passage in chosen:
        query = detail_query(passage, chance)
        if query:
            made.append(example(f"detail-{article['src']}", article["text"], query, with_title(title, passage)))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=pathlib.Path, required=True, help="folder of the training data")
    parser.add_argument("--eval", type=pathlib.Path, required=True, help="folder of the evaluation sets, never trained on")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    evaluation = EvaluationText(arguments.eval)
    seen, dropped = collections.Counter(), collections.Counter()
    examples: list[dict] = []

    def overlaps(source: str, query: str, text: str) -> bool:
        seen[source] += 1
        found = evaluation.has_question(query) or evaluation.shares_run(text) or evaluation.shares_run(query)
        dropped[source] += found
        return found

    pairs = collections.defaultdict(list)
    for pair in read_lines(arguments.train / "pairs.jsonl.xz"):
        pairs[pair["src"]].append(pair)
    taken = [chance.sample(rows, min(PAIRS_TAKEN.get(source, len(rows)), len(rows))) for source, rows in pairs.items()]
    for pair in itertools.chain(*taken):
        if not overlaps(pair["src"], pair["q"], pair.get("title", "") + pair["p"]):
            made = example_from_pair(pair)
            if made:
                examples.append(made)

    articles = collections.defaultdict(list)
    for article in read_lines(arguments.train / "documents.jsonl.xz"):
        articles[article["src"]].append(article)
    for kind, count in ARTICLES_FOR_DETAILS.items():
        for article in chance.sample(articles[kind], min(count, len(articles[kind]))):
            if not overlaps(f"detail-{kind}", "", article["text"]):
                examples.extend(examples_from_article(article, chance))

    questions = [row["text"].strip() for row in read_lines(arguments.train / "questions.jsonl.xz")]
    for question in chance.sample(questions, QUESTIONS_TAKEN):
        if not overlaps("question", question, ""):
            examples.append(example("question", question, question, ""))

    with open(arguments.out / "examples.jsonl", "w", encoding="utf-8") as out:
        for made in examples:
            out.write(json.dumps(made, ensure_ascii=False) + "\n")
    report = {source: {"checked": seen[source], "dropped": dropped[source]} for source in sorted(seen)}
    (arguments.out / "overlap.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
