"""Writes the reader as a small ONNX graph over the pinned model's own weights file.

    python export.py --state state.pt --pinned model.onnx --out ../reader.onnx --rank 64

Each matrix is the pinned one plus a product of two narrow ones: what training changed, cut to low
rank by singular values. The pinned matrices stay outside: the graph names their bytes in
`model.onnx_data`. ONNX Runtime adds the two once, when the graph is loaded. Norms, biases, types
and heads are small and stand whole.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

MATRICES = {
    "query": "attn.q_proj.MatMul.weight", "key": "attn.k_proj.MatMul.weight",
    "value": "attn.v_proj.MatMul.weight", "joined": "attn.o_proj.MatMul.weight",
    "widen": "mlp.fc1.MatMul.weight", "narrow": "mlp.fc2.MatMul.weight",
}
WHOLE = {
    "query.bias": "attn.q_proj.Add.bias", "key.bias": "attn.k_proj.Add.bias",
    "value.bias": "attn.v_proj.Add.bias", "joined.bias": "attn.o_proj.Add.bias",
    "attended.weight": "attention_output_norm_layernorm.weight",
    "attended.bias": "attention_output_norm_layernorm.bias",
    "widen.bias": "mlp.fc1.Add.bias", "narrow.bias": "mlp.fc2.Add.bias",
    "out.weight": "mlp_output_norm_layernorm.weight", "out.bias": "mlp_output_norm_layernorm.bias",
}


def bytes_of(tensor, data):
    fields = {entry.key: entry.value for entry in tensor.external_data}
    start, length = int(fields["offset"]), int(fields["length"])
    return np.frombuffer(data[start : start + length], np.float32).reshape(tuple(tensor.dims))


def low_rank(change, rank):
    """Returns two half-precision factors whose product is nearest to the change."""
    u, s, v = np.linalg.svd(change, full_matrices=False)
    root = np.sqrt(s[:rank])
    kept = float((s[:rank] ** 2).sum() / (s**2).sum())
    return (u[:, :rank] * root).astype(np.float16), (root[:, None] * v[:rank]).astype(np.float16), kept


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("state", "pinned", "out"):
        arguments.add_argument(f"--{name}", type=Path, required=True)
    arguments.add_argument("--rank", type=int, default=64)
    given = arguments.parse_args()
    state = torch.load(given.state)
    trained = {name: t.numpy() for name, t in state.get("reader", state).items()}
    model = onnx.load(given.pinned, load_external_data=False)
    data = given.pinned.with_name("model.onnx_data").read_bytes()
    graph = model.graph
    held = {tensor.name: tensor for tensor in graph.initializer}
    nodes, kept = [], []

    def hold(name, array):
        # A copy in C order; `ascontiguousarray` would make a scalar a list.
        graph.initializer.append(numpy_helper.from_array(np.array(array, order="C"), name))

    def replace_whole(name, array):
        graph.initializer.remove(held[name])
        hold(name, array.astype(np.float32))

    replace_whole(".model.embeddings.token_type_embeddings.weight", trained["types.weight"])
    replace_whole("model.layers.-1.embeddings_norm_layernorm.weight", trained["norm.weight"])
    replace_whole("model.layers.-1.embeddings_norm_layernorm.bias", trained["norm.bias"])
    for at in range(6):
        for ours, theirs in WHOLE.items():
            replace_whole(f"model.layers.{at}.{theirs}", trained[f"layers.{at}.{ours}"])
        for ours, theirs in MATRICES.items():
            name = f"model.layers.{at}.{theirs}"
            change = trained[f"layers.{at}.{ours}.weight"].T - bytes_of(held[name], data)
            left, right, share = low_rank(change, given.rank)
            kept.append(share)
            hold(f"{name}.left", left)
            hold(f"{name}.right", right)
            nodes += [
                helper.make_node("Cast", [f"{name}.left"], [f"{name}.left32"], to=TensorProto.FLOAT),
                helper.make_node("Cast", [f"{name}.right"], [f"{name}.right32"], to=TensorProto.FLOAT),
                helper.make_node("MatMul", [f"{name}.left32", f"{name}.right32"], [f"{name}.change"]),
                helper.make_node("Add", [name, f"{name}.change"], [f"{name}.read"]),
            ]
            for node in graph.node:
                for place, value in enumerate(node.input):
                    if value == name:
                        node.input[place] = f"{name}.read"
    hold("span.weight", trained["span.weight"].T)
    hold("span.bias", trained["span.bias"])
    hold("present.weight", trained["present.weight"].T)
    hold("present.bias", trained["present.bias"])
    hold("first", np.array(0, np.int64))
    heads = [
        helper.make_node("MatMul", ["last_hidden_state", "span.weight"], ["span_product"]),
        helper.make_node("Add", ["span_product", "span.bias"], ["span"]),
        helper.make_node("Gather", ["last_hidden_state", "first"], ["cls"], axis=1),
        helper.make_node("MatMul", ["cls", "present.weight"], ["present_product"]),
        helper.make_node("Add", ["present_product", "present.bias"], ["present"]),
    ]
    before = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + before + heads)
    del graph.output[:]
    graph.output.extend(
        [
            helper.make_tensor_value_info("span", TensorProto.FLOAT, ["batch", "tokens", 2]),
            helper.make_tensor_value_info("present", TensorProto.FLOAT, ["batch", 1]),
        ]
    )
    del graph.value_info[:]
    given.out.write_bytes(model.SerializeToString())
    written = given.out.read_bytes()
    print(f"{len(written)} bytes, SHA-256 {hashlib.sha256(written).hexdigest()}")
    print(f"rank {given.rank} keeps {min(kept):.3f} to {max(kept):.3f} of the change")


if __name__ == "__main__":
    main()
