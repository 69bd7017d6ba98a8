"""What can be done, one method for each verb: open the transaction, load, ask the rules, append."""
