-- The plugin and the server in a real Neovim, which is driven by keys as a user does it.
--
--   nvim -l test.lua FOLDER      FOLDER has a copy of ../fixture; DFLINT_PLUGIN is the folder of the plugin; dflint is on PATH

package.path = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h') .. '/?.lua;' .. package.path

local checks = require('checks')
local check, equal, editor, folder, here, run = checks.check, checks.equal, checks.editor, checks.folder, checks.here, checks.run

check('the names of Dockerfiles are those that dflint check knows', function()
  local names = folder .. '/names'
  vim.fn.mkdir(names)
  local tried = vim.fn.readfile(here .. '/../names.txt')
  for _, name in ipairs(tried) do
    vim.fn.writefile({ 'FROM a:latest' }, names .. '/' .. name)
  end
  local known = {}
  for _, finding in ipairs(vim.json.decode(run({ 'dflint', 'check', names, '--format', 'json' })).findings) do
    known[vim.fs.basename(finding.path)] = true
  end
  assert(vim.tbl_count(known) > 10, 'dflint check has found nearly nothing')
  for _, name in ipairs(tried) do
    local wanted = known[name] and 'dockerfile' or nil
    equal({ name, editor:lua("return require('dflint.filetype').of(...)", names .. '/' .. name) }, { name, wanted })
    -- Of the others, Neovim takes some for Dockerfiles by itself.
    if wanted then
      equal({ name, editor:lua('return vim.filetype.match({ filename = ... })', names .. '/' .. name) }, { name, wanted })
    end
  end
  vim.fn.delete(names, 'rf')
end)

check('the server is attached, with positions in UTF-8', function()
  editor:wait('the client', function()
    return editor:lua([[local client = vim.lsp.get_clients({ bufnr = 0, name = 'dflint' })[1]; return client and client.initialized]])
  end)
  equal(editor:lua([[local client = vim.lsp.get_clients()[1]; return { client.offset_encoding, client.root_dir }]]), { 'utf-8', folder })
end)

if checks.has_failed() then
  -- Nothing else can be right, and each check would wait for it.
  editor:quit()
  checks.finish()
end

require('features')
require('colours')
require('builds')
require('plugin')

check('nothing went wrong on the way', function()
  local messages = editor:lua([[return vim.fn.execute('messages')]])
  assert(not messages:find('E%d+:') and not messages:find('Error'), messages)
  local log = editor:lua([[
    local read, lines = pcall(vim.fn.readfile, vim.lsp.get_log_path())
    return read and table.concat(lines, '\n') or ''
  ]])
  for line in log:gmatch('[^\n]+') do
    -- Neovim itself now and then cancels what is answered already.
    local known = line:find('whilst attempting to cancel', 1, true)
    assert(known or not (line:find('^%[ERROR%]') or line:find('^%[WARN%]')), log)
  end
end)

check('the server ends with the editor', function()
  local servers = editor:children()
  assert(#servers > 0, 'no process was started')
  equal(editor:quit(), 0)
  assert(vim.wait(200000, function()
    return vim.iter(servers):all(function(process)
      return vim.uv.kill(process, 0) ~= 0
    end)
  end, 20), 'the server still runs')
end)

checks.finish()
