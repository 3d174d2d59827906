"""Networks in .onnx files."""
