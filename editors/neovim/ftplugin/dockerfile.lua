-- Colours from dflint's grammar, where `install` has put it. Switched off by `vim.g.dflint_treesitter = false`.
if vim.g.dflint_treesitter ~= false then
  require('dflint.treesitter').start(vim.api.nvim_get_current_buf())
end
