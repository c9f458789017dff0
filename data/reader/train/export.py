"""Writes the reader as a small ONNX graph over the pinned model's own weights file.

    python export.py --state state.pt --pinned model.onnx --out ../reader.onnx --rank 64

Each matrix is the pinned one plus a product of two narrow ones: what training changed, cut to low
rank by singular values. The pinned matrices stay outside: the graph names their bytes in
`model.onnx_data`. ONNX Runtime adds the two once, when the graph is loaded, and rounds the sum to
bytes, each column by its own scale; passages are read with products of bytes, in three quarters of
the time. Norms, biases, types and heads are small and stand whole.
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


# Bytes go up to 64 of the 127 that there are: before VNNI, a processor adds products of bytes in pairs
# in 16 bits, which larger ones overflow.
MOST_BYTE = 64.0


def rounded(name):
    """Returns the nodes that make bytes of the matrix `name.read`, and a scale for each column."""
    return [
        helper.make_node("Abs", [f"{name}.read"], [f"{name}.size"]),
        helper.make_node("ReduceMax", [f"{name}.size", "rows"], [f"{name}.most"], keepdims=1),
        helper.make_node("Div", [f"{name}.most", "most_byte"], [f"{name}.scale"]),
        helper.make_node("Div", [f"{name}.read", f"{name}.scale"], [f"{name}.steps"]),
        helper.make_node("Round", [f"{name}.steps"], [f"{name}.whole"]),
        helper.make_node("Cast", [f"{name}.whole"], [f"{name}.bytes"], to=TensorProto.INT8),
    ]


def in_bytes(nodes, matrices):
    """Returns the nodes with their products by these matrices as products of bytes."""
    made, done = [], set()
    for node in nodes:
        if node.op_type != "MatMul" or node.input[1] not in matrices:
            made.append(node)
            continue
        (x, name), product = node.input, node.output[0]
        if x not in done:
            done.add(x)
            parts = [f"{x}.bytes", f"{x}.scale", f"{x}.zero"]
            made.append(helper.make_node("DynamicQuantizeLinear", [x], parts))
        whole, scaled = f"{product}.whole", f"{product}.scaled"
        made += [
            helper.make_node("MatMulInteger", [f"{x}.bytes", f"{name}.bytes", f"{x}.zero"], [whole]),
            helper.make_node("Cast", [whole], [f"{whole}32"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{x}.scale", f"{name}.scale"], [scaled]),
            helper.make_node("Mul", [f"{whole}32", scaled], [product]),
        ]
    return made


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
                *rounded(name),
            ]
    hold("span.weight", trained["span.weight"].T)
    hold("span.bias", trained["span.bias"])
    hold("present.weight", trained["present.weight"].T)
    hold("present.bias", trained["present.bias"])
    hold("first", np.array(0, np.int64))
    hold("rows", np.array([0], np.int64))
    hold("most_byte", np.array(MOST_BYTE, np.float32))
    heads = [
        helper.make_node("MatMul", ["last_hidden_state", "span.weight"], ["span_product"]),
        helper.make_node("Add", ["span_product", "span.bias"], ["span"]),
        helper.make_node("Gather", ["last_hidden_state", "first"], ["cls"], axis=1),
        helper.make_node("MatMul", ["cls", "present.weight"], ["present_product"]),
        helper.make_node("Add", ["present_product", "present.bias"], ["present"]),
    ]
    matrices = {f"model.layers.{at}.{theirs}" for at in range(6) for theirs in MATRICES.values()}
    before = in_bytes(list(graph.node), matrices)
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
