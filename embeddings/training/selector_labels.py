"""First labels without anybody's marks: which sentence of a question's own text is likely to answer it.

The share of the question's rare words (rare among the sentences of that text; the title's count less) and the
kind of thing asked for. Right for about four in five questions, which is enough to begin with: training then
labels the sentences anew by what the model has learned (train_selector.py).
"""

import math
import re

import numpy as np

from folding import fold
from selector_tokens import asking, tokens_of

KINDS = [
    ("reason", "为什么|为何|为啥|何以|原因|缘故|怎么会"),
    ("time", "什么时候|何时|几时|哪一?年|哪一?天|哪一?月|哪一?日|几月|几号|什么(?:日期|时间|年代)|时间是|多久"),
    ("person", "谁|哪位|哪一位|何人|什么人|哪些人"),
    ("quantity", "多少|几(?!乎|何)|多[大高长远深重快宽厚]|百分之|比例"),
    ("place", "哪里|哪儿|何处|何地|在哪|什么地方|哪个(?:国家|城市|地区|省|市|县|区|洲|州)|哪[省市县区国州]"),
    ("manner", "怎么|怎样|如何"),
]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
HELD = {
    "reason": "因|由于|所以|导致|使得|为了|源于",
    "time": r"\d{1,4}\s*年|\d\s*月|\d\s*[日号]|世纪|年代|期间|[春夏秋冬]|上午|下午|小时|天",
    "person": f"·|[{SURNAMES}]|先生|女士|人",
    "quantity": r"\d|[一二两三四五六七八九十百千万]",
    "place": "[省市县区州国镇乡村路街道]|位于|洲",
    "manner": "通过|以|用|由|经",
}
TITLE_WEIGHT = 0.3
KIND_WEIGHT = 0.25


def likely(question, sentences, title):
    """A score for each sentence, higher for what is more likely the answer."""
    asked = tokens_of(question)
    runs = np.array([cover(asked, tokens_of(sentence)) for sentence in sentences])
    is_word = np.array([len(token) > 1 for token in asked])
    held = (runs >= 2) | ((runs >= 1) & is_word)
    holding = held.sum(0)
    rarity = np.log(1 + (len(sentences) - holding + 0.5) / (holding + 0.5))
    counts = [bool(re.match(r"\w", token)) and not asks for token, asks in zip(asked, asking(asked))]
    weights = rarity * np.array(counts)
    if title:
        weights = weights * np.where(cover(asked, tokens_of(title)) >= 2, TITLE_WEIGHT, 1)
    folded = fold(question)
    kind = next((kind for kind, pattern in KINDS if re.search(pattern, folded)), None)
    of_kind = [kind is None or bool(re.search(HELD[kind], fold(sentence))) for sentence in sentences]
    return (held * weights).sum(1) / (weights.sum() + 1e-9) + KIND_WEIGHT * np.array(of_kind, float)


def cover(question, sentence):
    """Length in tokens of the longest run through each question token that the sentence holds."""
    if not question or not sentence:
        return np.zeros(len(question), int)
    equal = np.array(question)[:, None] == np.array(sentence)[None, :]
    ending = np.zeros(equal.shape, int)
    for row in range(len(question)):
        before = np.concatenate([[0], ending[row - 1, :-1]]) if row else np.zeros(len(sentence), int)
        ending[row] = (before + 1) * equal[row]
    whole = ending.copy()
    for row in range(len(question) - 2, -1, -1):
        following = np.concatenate([whole[row + 1, 1:], [0]])
        whole[row] = np.where(equal[row], np.maximum(whole[row], following), 0)
    return whole.max(1)
