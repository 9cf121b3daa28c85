"""The language server: what authors see while they write. ``server`` speaks the protocol (pygls, the extra ``lsp``); the other modules
know nothing of it: texts and places in, plain data out."""
