-- For `vim.lsp.enable('dflint')`, which Neovim has since 0.11.
return require('dflint.config')
