-- Colours and folds, from the queries and from the server.

local checks = require('checks')
local check, equal, editor, fresh = checks.check, checks.equal, checks.editor, checks.fresh

--- The groups that colour a place: those of the queries, and those of the server.
local function colours(marked)
  local place = editor:place(marked)
  return editor:lua([[
    local seen = vim.inspect_pos(0, ...)
    return {
      vim.tbl_map(function(part) return '@' .. part.capture end, seen.treesitter),
      vim.tbl_map(function(part) return part.opts.hl_group end, seen.semantic_tokens),
    }
  ]], place[1], place[2])
end

check('colours from the queries', function()
  editor:lua('vim.treesitter.get_parser():parse(true)')
  for marked, wanted in pairs({
    ['|FROM debian'] = '@keyword',
    ['FROM |debian'] = '@type',
    ['debian:|12-slim'] = '@constant',
    ['AS |tools'] = '@label',
    ['--|mount=from'] = '@attribute',
    ['|# syntax'] = '@punctuation.special',
    ['ENV |GREETING'] = '@variable',
  }) do
    equal({ marked, colours(marked)[1][1] }, { marked, wanted })
  end
end)

check('colours from the server, in shell text too', function()
  editor:wait('semantic tokens', function()
    return #colours('AS |build')[2] > 0
  end)
  for marked, wanted in pairs({
    ['AS |build'] = 'class',
    ['mount=from=|build'] = 'class',
    ['    |go build'] = 'function',
    ['🚀 $|WHO'] = 'variable',
    ['echo "$|GREETING'] = 'variable',
  }) do
    equal({ marked, colours(marked)[2][1] }, { marked, '@lsp.type.' .. wanted .. '.dockerfile' })
  end
end)

--- Folds as an expression has it: from which line to which (from 0) the fold at a place is.
local function fold(expression, marked)
  return editor:lua([[
    local expression, line = ...
    vim.wo.foldmethod, vim.wo.foldexpr, vim.wo.foldlevel = 'expr', expression, 0
    vim.cmd('normal! zx')
    vim.cmd('normal! zM')
    return { vim.fn.foldclosed(line + 1) - 1, vim.fn.foldclosedend(line + 1) - 1 }
  ]], expression, editor:place(marked)[1])
end

check('folds from the queries', function()
  equal(fold('v:lua.vim.treesitter.foldexpr()', 'go mod |download'), { 6, 8 })
  equal(fold('v:lua.vim.treesitter.foldexpr()', 'set |-e'), { 14, 17 })
  fresh()
end)

check('folds from the server', function()
  editor:wait('the stage', function()
    return vim.deep_equal(fold('v:lua.vim.lsp.foldexpr()', 'AS |tools'), { 10, 17 })
  end)
  editor:lua([[vim.wo.foldmethod = 'manual'; vim.cmd('normal! zE')]])
  fresh()
end)
