"""Pure decisions: facts, policy and now go in; a reason code and a sentence come out."""
