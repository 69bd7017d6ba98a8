"""Papers: lists to hang up, to sign and to hand over; as pages, as a table and as a workbook."""
