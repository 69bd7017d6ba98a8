"""The promises kept, proven: each harness with its count, and a control that must fail."""
