"""How well the product ranks: known answers to real questions, beside Lucene's ArabicAnalyzer."""
