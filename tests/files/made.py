"""Files as other programs would write them, and as somebody would forge them."""

import io
import json
import warnings
import zipfile

import numpy as np
import safetensors.numpy
from onnx import TensorProto, helper, numpy_helper

W2 = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
B2 = np.array([0.1, -0.2, 0.3])
W3 = np.array([[1.0, -2.0], [0.5, 0.75], [-1.25, 3.0]])
B3 = np.array([0.0, 1.0])


# JSON


def document(**changes) -> dict:
    """A 2-3-2 network as the format has it, with other values for some keys; None takes a key away."""
    layers = [
        {"W": W2.tolist(), "b": B2.tolist(), "activation": "tanh"},
        {"W": W3.tolist(), "b": B3.tolist(), "activation": "identity"},
    ]
    content = {"format": "backprop-simulator", "version": 1, "layers": layers, **changes}
    return {key: value for key, value in content.items() if value is not None}


def layered(**changes) -> dict:
    """The same, with other values in the first layer."""
    content = document()
    first = {**content["layers"][0], **changes}
    content["layers"][0] = {key: value for key, value in first.items() if value is not None}
    return content


def text(content) -> bytes:
    """As JSON."""
    return json.dumps(content).encode()


def swapped(old: str, new: str, content=None) -> bytes:
    """The JSON text of a document with one passage exchanged."""
    whole = json.dumps(content or document())
    assert old in whole
    return whole.replace(old, new, 1).encode()


# NPZ


def npy(array) -> bytes:
    """One array as NumPy saves it, pickled where it holds objects."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def headed(header: str, body: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """An .npy file with a header of one's own."""
    wide = 2 if version == b"\1\0" else 4
    return b"\x93NUMPY" + version + len(header).to_bytes(wide, "little") + header.encode() + body


def zipped(*members: tuple[str, bytes], kind=zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members, two of one name too."""
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = kind
            archive.writestr(info, content)
    return file.getvalue()


def npz(**arrays) -> bytes:
    """The 2-3-2 network with other arrays; bytes go in as they are, None leaves a member out."""
    whole = {"W2": W2, "b2": B2, "W3": W3, "b3": B3, "activations": np.array(["tanh", "identity"]), **arrays}
    return zipped(
        *(
            (f"{name}.npy", value if isinstance(value, bytes) else npy(value))
            for name, value in whole.items()
            if value is not None
        )
    )


# safetensors


def tensors(**changes) -> dict:
    """The 2-3-2 network as PyTorch names it; names come with _ for the dot."""
    whole = {"0_weight": W2.T, "0_bias": B2, "2_weight": W3.T, "2_bias": B3, **changes}
    return {
        name.replace("_", "."): np.ascontiguousarray(value)
        for name, value in whole.items()
        if value is not None
    }


def safe(content: dict, metadata: dict | None = None) -> bytes:
    """As safetensors."""
    return safetensors.numpy.save(content, metadata)


def headered(header: str | bytes, body: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors file with a header of one's own, maybe with a length that lies."""
    header = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else header
    return (len(header) if length is None else length).to_bytes(8, "little") + header + body


def entry(dtype="F64", shape=(1, 1), offsets=(0, 8)) -> dict:
    """A tensor's entry in a header."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


# ONNX


def tensor(name, array, kind=None):
    """An initializer."""
    made = numpy_helper.from_array(np.asarray(array), name)
    if kind is not None:
        made.data_type = kind
    return made


def node(kind, inputs, output, name="", **attributes):
    """A node; inputs in one text."""
    return helper.make_node(kind, inputs.split(), [output], name=name, **attributes)


F32 = np.float32
GIVEN = {"W2": W2.astype(F32), "b2": B2.astype(F32), "W3": W3.astype(F32), "b3": B3.astype(F32)}
DENSE = (
    node("Gemm", "x W2 b2", "n2", "first"),
    node("Tanh", "n2", "a2"),
    node("Gemm", "a2 W3 b3", "y", "second"),
)


def model(nodes=DENSE, given=None, shape=("N", 2), opset=20, **more):
    """A graph from x to y as a ModelProto."""
    kind = more.pop("kind", TensorProto.FLOAT)
    held = {**GIVEN, **(given or {})}
    initializers = [
        tensor(name, value) if not hasattr(value, "dims") else value for name, value in held.items()
    ]
    graph = helper.make_graph(
        list(nodes),
        "graph",
        more.pop("inputs", [helper.make_tensor_value_info("x", kind, shape)]),
        more.pop("outputs", [helper.make_tensor_value_info("y", kind, ("N", "L"))]),
        initializers,
        **more,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


def onnx_file(*args, **more) -> bytes:
    """The same as a file."""
    return model(*args, **more).SerializeToString()
