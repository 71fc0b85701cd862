"""The designer: policy that is best by a stated aim while nobody who is named loses."""
