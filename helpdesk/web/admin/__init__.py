"""What our Django admins are built from: doors of our own, lists of bounded cost, tabs for languages. No models."""
