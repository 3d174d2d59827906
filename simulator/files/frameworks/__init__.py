"""Networks out of PyTorch, scikit-learn and Keras."""
