"""Writes the float32 student's vectors of a few texts: what the Node runtime is tested against.

The texts are of every kind that the tokenizer treats differently: simplified and traditional, full-width,
mixed scripts, codes, characters the vocabulary lacks, emoji, control characters, and one that is cut.
"""

import argparse
import json
import pathlib

import torch
from tokenizers import Tokenizer

from student import load_student

TEXTS = (
    "图书馆几点开门？",
    "图书馆周一闭馆，周二至周日9:00至21:00开放。",
    "開館時間\n圖書館週一閉館，週二至週日九時至二十一時開放。",
    "ＡＢＣ１２３：全角字母和数字",
    "Who inspects the bridge, and how often?",
    "The bridge is inspected twice a year by the city's road service.",
    "型号PPR-9087，错误代码E07，固件v2.3.1",
    "iPhone 和 Wi-Fi 7 都支持吗",
    "3",
    "的",
    "𠮷野家在龘靐齉大街",
    "😀👍🏽 表情符号",
    "Grüße aus Ærøskøbing, naïve café",
    "Привет, мир; こんにちは世界; 안녕하세요",
    "制表\t换行\n零宽\u200b字符",
    "“引号”、《书名号》——破折号……",
    "2026年5月4日，气温23.5℃，湿度61%。",
    "长文" * 400,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="JSON file: [{text, vector}]")
    arguments = parser.parse_args()
    student = load_student(arguments.checkpoint)
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer / "tokenizer.json"))
    with torch.inference_mode():
        vectors = [student.embed(tokenizer, [text])[0] for text in TEXTS]
    lines = [
        json.dumps({"text": text, "vector": [round(float(value), 5) for value in vector]}, ensure_ascii=False)
        for text, vector in zip(TEXTS, vectors)
    ]
    arguments.out.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
