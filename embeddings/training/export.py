"""Writes the student as an ONNX graph in float32, built node by node.

The graph has the shape that transformers.js expects of a feature-extraction model, with two savings:
`last_hidden_state` holds the first position only, [batch, 1, 256], already projected (CLS pooling
reads exactly that), and the three matrices of an attention are one where they read the same input.
"""

import argparse
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from bert import EPSILON
from student import DIMENSIONS, load_student
from teacher import HEADS, WIDTH

OPSET = 17
HEAD_WIDTH = WIDTH // HEADS


class Graph:
    """Collects nodes and constants; each method gives the name of the value it computes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: torch.Tensor | np.ndarray) -> str:
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def integers(self, *values: int) -> str:
        name = "integers_" + "_".join(map(str, values)).replace("-", "minus")
        if all(constant.name != name for constant in self.constants):
            self.constant(name, np.array(values, dtype=np.int64))
        return name

    def add(self, operator: str, *inputs: str, output: str = "", **attributes) -> str:
        name = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def quantised_rows(self, name: str, table: torch.Tensor, rows: str) -> str:
        """Looks rows up in a table that is kept as int8 with one scale a row."""
        scales = table.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        integers = self.constant(f"{name}.rows", (table / scales).round().to(torch.int8))
        looked_up = self.add("Cast", self.add("Gather", integers, rows), to=TensorProto.FLOAT)
        return self.add("Mul", looked_up, self.add("Gather", self.constant(f"{name}.scales", scales), rows))

    def linear(self, name: str, states: str, weight: torch.Tensor, bias: torch.Tensor | None = None) -> str:
        product = self.add("MatMul", states, self.constant(f"{name}.weight", weight.T))
        return product if bias is None else self.add("Add", product, self.constant(f"{name}.bias", bias))

    def norm(self, name: str, states: str, norm: torch.nn.LayerNorm) -> str:
        scale, bias = self.constant(f"{name}.weight", norm.weight), self.constant(f"{name}.bias", norm.bias)
        return self.add("LayerNormalization", states, scale, bias, axis=-1, epsilon=EPSILON)

    def gelu(self, states: str) -> str:
        """x * (1 + erf(x / sqrt 2)) / 2, in the form that ONNX Runtime recognises and fuses."""
        erf = self.add("Erf", self.add("Div", states, self.constant(f"{states}.root", np.float32(np.sqrt(2)))))
        raised = self.add("Add", erf, self.constant(f"{states}.one", np.float32(1)))
        doubled = self.add("Mul", states, raised)
        return self.add("Mul", doubled, self.constant(f"{states}.half", np.float32(0.5)))

    def heads(self, states: str, transposed: bool = False) -> str:
        """[batch, length, width] -> [batch, heads, length, head width], or its last two axes swapped."""
        split = self.add("Reshape", states, self.integers(0, -1, HEADS, HEAD_WIDTH))
        return self.add("Transpose", split, perm=[0, 2, 3, 1] if transposed else [0, 2, 1, 3])


def add_layer(graph: Graph, name: str, layer: torch.nn.Module, states: str, bias: str, first_only: bool) -> str:
    """One transformer layer; see bert.py. `bias` is added to the attention scores."""
    asking = states
    if first_only:
        asking = graph.add("Slice", states, graph.integers(0), graph.integers(1), graph.integers(1))
    projections = [layer.key, layer.value] if first_only else [layer.query, layer.key, layer.value]
    together = graph.linear(
        f"{name}.attention",
        states,
        torch.cat([part.weight for part in projections]),
        torch.cat([part.bias for part in projections]),
    )
    bounds = [graph.integers(WIDTH * number) for number in range(len(projections) + 1)]
    parts = [
        graph.add("Slice", together, bounds[number], bounds[number + 1], graph.integers(2))
        for number in range(len(projections))
    ]
    if first_only:
        parts.insert(0, graph.linear(f"{name}.query", asking, layer.query.weight, layer.query.bias))
    query, key, value = graph.heads(parts[0]), graph.heads(parts[1], transposed=True), graph.heads(parts[2])
    scale = graph.constant(f"{name}.scale", np.float32(HEAD_WIDTH**-0.5))
    scores = graph.add("Add", graph.add("Mul", graph.add("MatMul", query, key), scale), bias)
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    mixed = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    mixed = graph.add("Reshape", mixed, graph.integers(0, -1, WIDTH))
    attended = graph.linear(f"{name}.attended", mixed, layer.attended.weight, layer.attended.bias)
    asking = graph.norm(f"{name}.attention_norm", graph.add("Add", asking, attended), layer.attention_norm)
    inner = graph.gelu(graph.linear(f"{name}.inner", asking, layer.inner.weight, layer.inner.bias))
    outer = graph.linear(f"{name}.outer", inner, layer.outer.weight, layer.outer.bias)
    return graph.norm(f"{name}.output_norm", graph.add("Add", asking, outer), layer.output_norm)


def build_model(student: torch.nn.Module) -> onnx.ModelProto:
    graph = Graph()
    tokens = graph.quantised_rows("tokens", student.tokens.weight, "input_ids")
    length = graph.add("Slice", graph.add("Shape", "input_ids"), graph.integers(1), graph.integers(2))
    table = graph.constant("positions", student.positions.weight.half())
    positions = graph.add("Slice", table, graph.integers(0), length, graph.integers(0))
    positions = graph.add("Cast", positions, to=TensorProto.FLOAT)
    embeddings = graph.add("Add", graph.linear("expand", tokens, student.expand.weight), positions)
    states = graph.norm("embedding_norm", embeddings, student.encoder.embedding_norm)

    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", mask, graph.integers(1, 2))
    padding = graph.add("Sub", graph.constant("one", np.float32(1)), mask)
    bias = graph.add("Mul", padding, graph.constant("excluded", np.float32(-10000)))
    layers = student.encoder.layers
    for number, layer in enumerate(layers):
        states = add_layer(graph, f"layer{number}", layer, states, bias, first_only=number == len(layers) - 1)
    graph.add("MatMul", states, graph.constant("project.weight", student.project.weight.T), output="last_hidden_state")

    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", "sequence_length"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch_size", 1, DIMENSIONS])
    proto = helper.make_graph(graph.nodes, "youju-zh-small", inputs, [output], graph.constants)
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="ONNX file to write")
    arguments = parser.parse_args()
    student = load_student(arguments.checkpoint)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        onnx.save(build_model(student), arguments.out)


if __name__ == "__main__":
    main()
