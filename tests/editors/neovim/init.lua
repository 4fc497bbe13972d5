-- What docs/editors/neovim.md says to write, and nothing else.
vim.opt.runtimepath:prepend(vim.env.DFLINT_PLUGIN)
vim.lsp.enable('dflint')
