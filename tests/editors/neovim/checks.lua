-- What the tests have in common: the editor, the project, and how a check is written.

local Editor = require('editor')

local M = {}

M.folder = arg[1]
M.file = M.folder .. '/Dockerfile'
M.here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
M.editor = Editor.open(M.here .. '/init.lua', M.file)

local passed, failed = 0, 0

function M.check(what, test)
  local ok, problem = xpcall(test, debug.traceback)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
  io.write(('%s neovim: %s%s\n'):format(ok and 'ok  ' or 'FAIL', what, ok and '' or '\n' .. problem))
end

function M.has_failed()
  return failed > 0
end

function M.equal(found, wanted)
  if not vim.deep_equal(found, wanted) then
    error(('wanted %s\nbut found %s'):format(vim.inspect(wanted), vim.inspect(found)), 2)
  end
end

function M.holds(text, part)
  if not (text and text:find(part, 1, true)) then
    error(('%s\nis not in\n%s'):format(part, tostring(text)), 2)
  end
end

--- Each check begins with the file as it is in the fixture, in one window.
function M.fresh()
  M.editor:keys('<Esc>')
  M.editor:command('silent! cclose | silent! lclose | silent! only! | edit! ' .. vim.fn.fnameescape(M.file))
  -- A buffer that is read again has the server again a moment later.
  M.editor:wait('the server', function()
    return M.editor:lua([[return #vim.lsp.get_clients({ bufnr = 0, name = 'dflint' })]]) == 1
  end)
end

--- What a command prints.
function M.run(command)
  return vim.system(command, { cwd = M.folder, text = true }):wait().stdout
end

--- Each finding that the editor shows: its rule, the bytes that it is on, its message. Not what fades a stage.
function M.findings()
  return M.editor:lua([[
    local findings = {}
    for _, found in ipairs(vim.diagnostic.get(0)) do
      if found.severity < vim.diagnostic.severity.HINT then
        local first = vim.api.nvim_buf_get_offset(0, found.lnum) + found.col
        table.insert(findings, { found.code, first, vim.api.nvim_buf_get_offset(0, found.end_lnum) + found.end_col, found.message })
      end
    end
    table.sort(findings, function(a, b) return a[2] < b[2] end)
    return findings
  ]])
end

function M.finish()
  io.write(('neovim: %d passed, %d failed\n'):format(passed, failed))
  os.exit(failed == 0 and 0 or 1)
end

return M
