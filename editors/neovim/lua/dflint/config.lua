-- How Neovim starts the server. `lsp/dflint.lua` gives it to `vim.lsp.config`, and `require('dflint').start()` to older versions.

--- The places that a code lens names, in the quickfix list.
local function show_references(command, context)
  local locations = command.arguments and command.arguments[3] or {}
  local client = vim.lsp.get_client_by_id(context.client_id)
  local items = vim.lsp.util.locations_to_items(locations, client and client.offset_encoding or 'utf-16')
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

return {
  cmd = { 'dflint', 'lsp' },
  filetypes = { 'dockerfile' },
  root_markers = { 'dflint.toml', '.dflint.toml', '.git' },
  settings = { dflint = vim.empty_dict() },
  -- With this command here, the lenses above the stages lead to their references.
  commands = { ['dflint.showReferences'] = show_references },
  capabilities = { experimental = { commands = { commands = { 'dflint.showReferences' } } } },
}
