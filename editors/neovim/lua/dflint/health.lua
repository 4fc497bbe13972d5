-- :checkhealth dflint

local M = {}

-- Neovim 0.9 and before have the same functions under other names.
local health = vim.health
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error
local info = health.info or health.report_info

local function check_program()
  local program = require('dflint').program()
  if vim.fn.executable(program) ~= 1 then
    fail(('`%s` is not found'):format(program), {
      'Install dflint, so that `dflint --version` works in a terminal',
      "or say where it is: vim.lsp.config('dflint', { cmd = { '/path/to/dflint', 'lsp' } })",
    })
    return
  end
  local version = vim.trim(vim.fn.system({ program, '--version' }))
  if vim.v.shell_error ~= 0 then
    fail(('`%s --version` ended with %d: %s'):format(program, vim.v.shell_error, version))
  else
    ok(('%s (%s)'):format(version, vim.fn.exepath(program)))
  end
end

local function is_enabled()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled('dflint')
  end
  return vim.lsp._enabled_configs ~= nil and vim.lsp._enabled_configs.dflint ~= nil
end

local function check_client()
  if vim.fn.has('nvim-0.8') ~= 1 then
    fail('Neovim is older than 0.8, which cannot start the server')
  elseif not vim.lsp.enable then
    info("Neovim is older than 0.11: the server is started with require('dflint').start(); see :help dflint-older")
  elseif is_enabled() then
    ok("The server is enabled: vim.lsp.enable('dflint')")
  else
    warn('The server is not enabled', { "Write vim.lsp.enable('dflint') into your init.lua" })
  end
  local clients = (vim.lsp.get_clients or vim.lsp.get_active_clients)({ name = 'dflint' })
  for _, client in ipairs(clients) do
    ok(('It runs, in %s, with %s positions'):format(client.config.root_dir or 'no folder', client.offset_encoding))
  end
  if #clients == 0 then
    info('It does not run: no Dockerfile is open, and no file that says what is built')
  end
end

local function check_filetype()
  local missed = vim.tbl_filter(function(name)
    return vim.filetype.match({ filename = name }) ~= 'dockerfile'
  end, { 'Dockerfile', 'Dockerfile.dev', 'api.Dockerfile', 'Dockerfile-dev', 'Containerfile' })
  if #missed == 0 then
    ok('Dockerfiles are known by their names')
  else
    warn('Not known as Dockerfiles: ' .. table.concat(missed, ', '), { 'Is `filetype` on? Is the plugin on the runtime path?' })
  end
end

--- Files that say what is built have file types of others.
local function check_build_files()
  local config = vim.lsp.config and vim.lsp.config.dflint or require('dflint.config')
  local filetypes = config.filetypes or { 'all file types' }
  if vim.tbl_contains(filetypes, 'yaml') or not config.filetypes then
    ok('Compose and Bake files, workflows and their like are looked at too')
  else
    info('Only Dockerfiles are looked at, as `filetypes` says: ' .. table.concat(filetypes, ', '))
  end
end

--- Whether the queries can be read by the grammar that is there.
local function check_queries()
  for _, name in ipairs({ 'highlights', 'injections', 'folds', 'locals' }) do
    local read, problem = pcall(vim.treesitter.query.get, 'dockerfile', name)
    if not read then
      fail(('The queries %s.scm do not fit the grammar: %s'):format(name, problem), {
        'Queries of another plugin or of your own are read with them: :=vim.treesitter.query.get_files("dockerfile", "' .. name .. '")',
      })
      return
    end
  end
  ok('The queries fit the grammar')
end

local function check_treesitter()
  local treesitter = require('dflint.treesitter')
  local state = treesitter.state()
  local parser, query = treesitter.files()
  if state == 'none' then
    info('The grammar is not installed; colours come from the server. To install it: ' .. treesitter.folder .. '/install')
    return
  elseif state == 'mixed' then
    warn(('The grammar is %s, but the queries are %s'):format(parser, query or 'missing'), {
      'Put the plugin before others on the runtime path, or remove the other grammar',
    })
  elseif state == 'other' then
    info('The grammar is not that of dflint: ' .. parser)
  else
    ok('The grammar is that of dflint: ' .. parser)
  end
  local loaded, problem = pcall(vim.treesitter.language.add or vim.treesitter.language.require_language, 'dockerfile')
  if not loaded then
    fail('The grammar cannot be loaded: ' .. tostring(problem))
    return
  end
  check_queries()
end

function M.check()
  start('dflint: the server')
  check_program()
  check_client()
  start('dflint: Dockerfiles')
  check_filetype()
  check_build_files()
  check_treesitter()
end

return M
