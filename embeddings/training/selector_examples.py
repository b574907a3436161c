"""Examples that differ from their texts as other texts do.

A text names its topic in nearly every sentence of an encyclopedia, and in few of a list of fields or of a
report. So that the selector does not learn to look for the topic's name, it is taken out of answering sentences
and put into others; answers are turned into fields (面积：50平方公里), words of the question are dropped from
them, and long sentences are cut to clauses. Half of the time the title is kept back.
"""

import numpy as np

from selector_tokens import asking, in_pairs, shared_pairs, topic

OTHERS = 7
PLAIN = set("的是在有和与了于为,。?!:《》“”\"、()")
CLAUSE_END = set(",;:，、")
LINKS = ("是", "为", "有", "在", "于", "由", "被")
NAMING_FIELDS = (["名", "称", ":"], ["中", "文", "名", ":"], ["名", "字", ":"], [])


def varied(example, random):
    """The likeliest sentence and some others of the text, in a random order, with their probabilities."""
    question, title, chances = example["question"], example["title"], example["chances"]
    best = int(np.argmax(chances))
    others = [index for index in range(len(chances)) if index != best]
    random.shuffle(others)
    marks = topic(question, title) if title else [False] * len(question)
    name = [token for token, mark in zip(question, marks) if mark]
    plan = {
        "pairs": {pair for pair, one, two in zip(zip(question, question[1:]), marks, marks[1:]) if one and two},
        "name": name,
        "relation": relation_of(question, marks),
        "elide": random.random() < 0.7,
        "clip": random.random() < 0.3,
        "drop": random.random() < 0.25,
        "insert": random.random() < 0.6 and len(name) > 1,
        "fields": random.random() < 0.35,
    }
    kept = [best, *others[:OTHERS]]
    sentences = [
        vary(question, example["sentences"][index], plan, index == best, random) for index in kept
    ]
    order = list(range(len(kept)))
    random.shuffle(order)
    return {
        "question": question,
        "title": title if random.random() < 0.5 else [],
        "sentences": [sentences[place] for place in order],
        "chances": np.array([chances[kept[place]] for place in order]),
    }


def relation_of(question, marks):
    """What is asked about the topic: the words that neither name it nor ask."""
    return [
        token
        for token, named, asks in zip(question, marks, asking(question))
        if not named and not asks and token not in PLAIN
    ]


def vary(question, sentence, plan, is_answer, random):
    if plan["clip"] and len(sentence) > 25:
        sentence = clipped(question, sentence, is_answer, random)
    field = None
    if plan["fields"] and is_answer and random.random() < 0.6:
        field = as_field(question, sentence, plan, random)
    if field is not None:
        sentence = field
    elif plan["fields"] or (plan["elide"] and is_answer and random.random() < 0.8):
        sentence = without_topic(question, sentence, plan, random)
    if plan["insert"] and not is_answer and random.random() < 0.4:
        sentence = with_topic(sentence, plan, random)
    if plan["drop"] and is_answer and random.random() < 0.8:
        sentence = without_a_word(question, sentence, random)
    return sentence


def clipped(question, sentence, is_answer, random):
    clauses = [[]]
    for token in sentence:
        clauses[-1].append(token)
        if token in CLAUSE_END:
            clauses.append([])
    clauses = [clause for clause in clauses if len(clause) > 2]
    if len(clauses) < 2:
        return sentence
    if is_answer:
        shares = [sum(shared_pairs(clause, question)) + 3 * random.random() for clause in clauses]
        first = int(np.argmax(shares))
    else:
        first = random.randrange(len(clauses))
    return sum(clauses[first : first + random.randint(1, 2)], [])


def as_field(question, sentence, plan, random):
    """Words of what is asked, a colon, and what the sentence says besides the question's words."""
    relation = plan["relation"]
    known = [a or b for a, b in zip(shared_pairs(sentence, question), in_pairs(sentence, plan["pairs"]))]
    rest = without_plain_start([token for token, mark in zip(sentence, known) if not mark])
    end = next((index for index, token in enumerate(rest) if token in ",;。" and index > 2), len(rest))
    rest = rest[: max(end, 3)]
    if len(relation) < 2 or not rest:
        return None
    size = random.randint(2, min(6, len(relation)))
    start = random.randint(0, len(relation) - size)
    return relation[start : start + size] + [":"] + rest


def without_topic(question, sentence, plan, random):
    marks = in_pairs(sentence, plan["pairs"])
    if not any(marks) and not plan["pairs"] and random.random() < 0.3:
        marks = first_run(shared_pairs(sentence, question))
    rest = without_plain_start([token for token, mark in zip(sentence, marks) if not mark])
    sentence = rest if len(rest) > 3 else sentence
    if plan["fields"] and random.random() < 0.7:
        for index, token in enumerate(sentence[:9]):
            if token in LINKS and index > 1:
                return [*sentence[:index], ":", *sentence[index + 1 :]]
    return sentence


def first_run(marks):
    start = marks.index(True) if True in marks else len(marks)
    end = start
    while end < len(marks) and marks[end]:
        end += 1
    return [start <= index < end for index in range(len(marks))]


def without_plain_start(tokens):
    start = next((index for index, token in enumerate(tokens) if token not in PLAIN), len(tokens))
    return tokens[start:]


def with_topic(sentence, plan, random):
    if any(in_pairs(sentence, plan["pairs"])):
        return sentence
    if random.random() < 0.75:
        link = [random.choice(["是", "的", ",", "在"])] if random.random() < 0.7 else []
        return plan["name"] + link + sentence
    return random.choice(NAMING_FIELDS) + plan["name"]


def without_a_word(question, sentence, random):
    marks = shared_pairs(sentence, question)
    places = [index for index, mark in enumerate(marks) if mark]
    if not places:
        return sentence
    at, reach = random.choice(places), random.randint(0, 2)
    kept = [token for index, token in enumerate(sentence) if not (abs(index - at) <= reach and marks[index])]
    return kept or sentence
