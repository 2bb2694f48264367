"""The reader of HTML pages, on pages made for it in the manner of many sites and decades."""
