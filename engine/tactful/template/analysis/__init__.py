"""The flow analysis: an abstract run of a template in which every branch is taken and values are the places they come from."""
