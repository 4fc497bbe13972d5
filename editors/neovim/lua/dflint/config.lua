-- How Neovim starts the server. `lsp/dflint.lua` gives it to `vim.lsp.config`, and `require('dflint').start()` to older versions.

--- The places that a code lens names, in the quickfix list.
local function show_references(command, context)
  local locations = command.arguments and command.arguments[3] or {}
  local client = vim.lsp.get_client_by_id(context.client_id)
  local items = vim.lsp.util.locations_to_items(locations, client and client.offset_encoding or 'utf-16')
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

local FORMATEXPR = 'v:lua.vim.lsp.formatexpr()'

--- Neovim takes every client for one that formats whatever it is attached to. dflint formats Dockerfiles only: `gq` is as it was elsewhere.
local function leave_formatting_alone(client, buffer)
  if vim.bo[buffer].filetype == 'dockerfile' or vim.bo[buffer].formatexpr ~= FORMATEXPR then
    return
  end
  for _, other in ipairs((vim.lsp.get_clients or vim.lsp.get_active_clients)({ bufnr = buffer })) do
    if other.id ~= client.id and other.server_capabilities.documentRangeFormattingProvider then
      return
    end
  end
  vim.bo[buffer].formatexpr = ''
end

return {
  cmd = { 'dflint', 'lsp' },
  -- Of the others than Dockerfiles, only files that say what is built: see root_dir.
  filetypes = vim.list_extend({ 'dockerfile' }, require('dflint.build_files').filetypes),
  -- In no other files the server is started, or told of them.
  root_dir = function(buffer, start)
    local root, is_ours = require('dflint').root(buffer)
    if is_ours then
      start(root)
    end
  end,
  on_attach = leave_formatting_alone,
  settings = { dflint = vim.empty_dict() },
  -- With this command here, the lenses above the stages lead to their references.
  commands = { ['dflint.showReferences'] = show_references },
  capabilities = { experimental = { commands = { commands = { 'dflint.showReferences' } } } },
}
