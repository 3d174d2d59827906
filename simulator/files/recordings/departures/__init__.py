"""By which rule a recorded loop went, and where its gradients or its W depart from that rule."""
