"""Networks as files: JSON, NPZ, safetensors, ONNX, and numbers that are pasted."""
