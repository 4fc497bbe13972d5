-- The grammar and the queries of dflint, which `install` puts into the folder of this plugin, both or none.

local M = {}

--- The folder of this plugin.
M.folder = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')

local function is_ours(file)
  local folder = M.folder .. '/'
  return file ~= nil and vim.fn.fnamemodify(file, ':p'):sub(1, #folder) == folder
end

--- The parser that Neovim finds first, and the queries for colours that it takes first; each nil where there is none.
function M.files()
  local parser = vim.api.nvim_get_runtime_file('parser/dockerfile.*', false)[1]
  local query = vim.api.nvim_get_runtime_file('queries/dockerfile/highlights.scm', false)[1]
  return parser, query
end

--- 'ours', 'other', 'mixed' (a parser, and queries that were written for another one), or 'none'.
function M.state()
  local parser, query = M.files()
  if not parser then
    return 'none'
  end
  if is_ours(parser) ~= is_ours(query) then
    return 'mixed'
  end
  return is_ours(parser) and 'ours' or 'other'
end

--- Colours a buffer, if it is dflint's grammar that Neovim finds. Another plugin's is that plugin's to start.
function M.start(buffer)
  if M.state() == 'ours' and vim.treesitter.start then
    pcall(vim.treesitter.start, buffer, 'dockerfile')
  end
end

return M
