"""How the sentence selector sees a text: answer/selector/question-tokens.ts, line by line."""

import re

from folding import fold

TOKEN = re.compile(r"[a-z]+|[0-9]+|\S")
INTERROGATIVE = re.compile(
    "什么|哪[里儿些位个年天月日]?|谁|何|多少|几|怎么?样?|如何|吗|是否|为啥|啥|多[大高长远深重快宽久]"
    "|who|when|where|what|which|how|why"
)
FARTHEST = 7


def tokens_of(text):
    """Han characters, words of Latin letters, numbers and marks, folded."""
    return TOKEN.findall(fold(text).lower())


def vocabulary_key(token):
    """Tokens of one form share a row: numbers of one length, long Latin words."""
    if re.match("[0-9]", token):
        return f"#{min(len(token), 5)}"
    if re.match("[a-z]", token):
        return f"@{token}" if len(token) <= 3 else "@@"
    return token


def token_length(token):
    """A word or a number says as much as a pair of Chinese characters."""
    return 2 if len(token) > 1 else 1


def asking(tokens):
    """Which tokens ask (谁, 多少)."""
    owners = [index for index, token in enumerate(tokens) for _ in token]
    marks = [False] * len(tokens)
    for match in INTERROGATIVE.finditer("".join(tokens)):
        for at in range(match.start(), match.end()):
            marks[owners[at]] = True
    return marks


def quoted(tokens):
    """Which tokens stand in quotation marks or the marks of a title, those included."""
    marks, is_open = [], False
    for token in tokens:
        is_open = is_open or token in "《》“\"「"
        marks.append(is_open)
        is_open = is_open and token not in "》”」"
    return marks


def distances(marks):
    """How far each token is from the nearest one that asks, at most FARTHEST; negative before it."""
    places = [index for index, mark in enumerate(marks) if mark] or [len(marks) - 1]
    nearest = (min((index - place for place in places), key=abs) for index in range(len(marks)))
    return [max(-FARTHEST, min(FARTHEST, distance)) for distance in nearest]


def topic(question, title):
    """Which tokens of a question name what the text is about: a run of at least half of its title."""
    need = max(2, -(-sum(map(token_length, title)) // 2))
    marks = [False] * len(question)
    for start in range(len(question)):
        for other in range(len(title)):
            length = 0
            while (
                start + length < len(question)
                and other + length < len(title)
                and question[start + length] == title[other + length]
            ):
                length += 1
            if length and sum(map(token_length, question[start : start + length])) >= need:
                marks[start : start + length] = [True] * length
    return marks


def shared_pairs(tokens, other):
    """Which tokens belong to a pair of neighbours that the other text has too."""
    return in_pairs(tokens, {pair for pair in zip(other, other[1:])})


def in_pairs(tokens, pairs):
    marks = [False] * len(tokens)
    for index, pair in enumerate(zip(tokens, tokens[1:])):
        if pair in pairs:
            marks[index] = marks[index + 1] = True
    return marks
