"""What every reader of a stranger's file needs: bounds, strict JSON, quoting."""
