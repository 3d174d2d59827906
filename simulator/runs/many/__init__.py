"""Many runs: each sent to a process, and what is shown of all."""
