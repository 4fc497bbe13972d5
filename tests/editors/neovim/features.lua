-- What Neovim makes of the server's answers.

local checks = require('checks')
local check, equal, holds, findings = checks.check, checks.equal, checks.holds, checks.findings
local editor, file, fresh, run = checks.editor, checks.file, checks.fresh, checks.run

check('diagnostics are the findings of dflint check', function()
  local told = {}
  for _, finding in ipairs(vim.json.decode(run({ 'dflint', 'check', file, '--format', 'json' })).findings) do
    -- The editor's message has the help in it.
    local message = finding.message .. (type(finding.help) == 'string' and '\n' .. finding.help or '')
    table.insert(told, { finding.rule, finding.range.start.offset, finding.range['end'].offset, message })
  end
  assert(#told >= 4, 'the fixture has findings')
  editor:wait('diagnostics', function()
    return #findings() == #told
  end)
  equal(findings(), told)
end)

check('a stage that is not built is faded', function()
  local faded = editor:lua([[
    return vim.tbl_filter(function(found)
      return found._tags and found._tags.unnecessary and found.severity == vim.diagnostic.severity.HINT
    end, vim.diagnostic.get(0))
  ]])
  equal({ #faded, faded[1] and faded[1].lnum, faded[1] and faded[1].end_lnum }, { 1, 19, 20 })
end)

check('completion: <C-x><C-o> behind --from=', function()
  editor:go('ENTRYPOINT| ')
  editor:keys('OCOPY --from=<C-x><C-o>')
  editor:wait('the menu', function()
    return editor:lua('return vim.fn.pumvisible() == 1')
  end)
  local words = editor:lua([[return vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ 'items' }).items)]])
  assert(vim.tbl_contains(words, 'build') and vim.tbl_contains(words, 'tools'), vim.inspect(words))
  editor:keys('<C-e>too<C-x><C-o>')
  editor:wait('the stage', function()
    return vim.tbl_contains(editor:lines(), 'COPY --from=tools')
  end)
  fresh()
end)

check('hover: K on the name of a stage', function()
  editor:go('--from=bu|ild /out')
  editor:keys('K')
  editor:wait('the window', function()
    return editor:float()
  end)
  holds(editor:float(), 'golang')
  fresh()
end)

check('signature help: <C-s> in an instruction', function()
  editor:go('WORKDIR| ')
  editor:keys('oHEALTHCHECK <C-s>')
  editor:wait('the window', function()
    return editor:float()
  end)
  holds(editor:float(), 'HEALTHCHECK')
  fresh()
end)

check('definition: <C-]> on the stage of a mount', function()
  editor:go('from=bu|ild,source')
  editor:keys('<C-]>')
  editor:wait('the jump', function()
    return vim.deep_equal(editor:cursor(), editor:place('AS |build'))
  end)
  fresh()
end)

check('references: grr on a stage', function()
  editor:go('AS |build')
  editor:keys('grr')
  editor:wait('the list', function()
    return editor:lua('return #vim.fn.getqflist()') > 0
  end)
  local listed = editor:lua('return vim.tbl_map(function(item) return { item.lnum - 1, item.col - 1 } end, vim.fn.getqflist())')
  fresh()
  equal(listed, { editor:place('AS |build'), editor:place('from=|build,source'), editor:place('--from=|build /out') })
end)

check('rename: grn changes the stage everywhere it is named', function()
  editor:go('AS bui|ld')
  editor:answer('grn', '<C-u>compile')
  editor:wait('the new name', function()
    return vim.tbl_contains(editor:lines(), 'COPY --from=compile /out/api /api')
  end)
  local text = table.concat(editor:lines(), '\n')
  holds(text, 'FROM golang:${GO_VERSION} AS compile\n')
  holds(text, 'RUN --mount=from=compile,source=/out,')
  holds(text, 'go build -o')
  fresh()
end)

check('rename: a name that is taken is refused with a reason', function()
  editor:go('AS bui|ld')
  editor:answer('grn', '<C-u>tools')
  editor:wait('the reason', function()
    return editor:lua([[return vim.fn.execute('messages')]]):find('tools', 1, true)
  end)
  editor:command('messages clear')
  equal(editor:lua('return vim.bo.modified'), false)
  fresh()
end)

check('code action: gra writes the pair with an equals sign', function()
  editor:go('LABEL |maintainer')
  -- The first one is the fix of the finding under the cursor.
  editor:answer('gra', '1')
  editor:wait('the fix', function()
    return vim.tbl_contains(editor:lines(), 'LABEL maintainer=somebody@example.com')
  end)
  fresh()
end)

check('code action: all safe fixes at once, as docs/editors/neovim.md has it', function()
  editor:lua([[vim.lsp.buf.code_action({ context = { only = { 'source.fixAll.dflint' }, diagnostics = {} }, apply = true })]])
  editor:wait('the fix', function()
    return vim.tbl_contains(editor:lines(), 'LABEL maintainer=somebody@example.com')
  end)
  fresh()
end)

check('formatting', function()
  editor:go('|    go mod download')
  editor:keys('3x')
  editor:lua('vim.bo.expandtab, vim.bo.shiftwidth = true, 4; vim.lsp.buf.format()')
  editor:wait('the indentation', function()
    return vim.tbl_contains(editor:lines(), '    go mod download && \\')
  end)
  fresh()
end)

check('outline: gO has the stages', function()
  editor:keys('gO')
  editor:wait('the list', function()
    return editor:lua('return #vim.fn.getloclist(0)') > 0
  end)
  local texts = editor:lua('return table.concat(vim.tbl_map(function(item) return item.text end, vim.fn.getloclist(0)), "\\n")')
  holds(texts, 'tools')
  fresh()
end)

check('inlay hints and code lenses', function()
  editor:lua('vim.lsp.inlay_hint.enable(true); vim.lsp.codelens.refresh({ bufnr = 0 })')
  editor:wait('the hints', function()
    return editor:lua('return #vim.lsp.inlay_hint.get() > 0')
  end)
  local lens
  editor:wait('a lens that leads somewhere', function()
    lens = editor:lua([[
      for _, lens in ipairs(vim.lsp.codelens.get(0)) do
        if lens.command and lens.command.command == 'dflint.showReferences' then
          return { lens.range.start.line, lens.command.title }
        end
      end
    ]])
    return lens
  end)
  equal(lens[1], 3)
  editor:go('FROM |golang')
  editor:lua([[
    local select = vim.ui.select
    vim.ui.select = function(items, _, choose) vim.ui.select = select; choose(items[1], 1) end
    vim.lsp.codelens.run()
  ]])
  editor:wait('the references', function()
    return editor:lua([[return vim.fn.getqflist({ title = true }).title]]) == lens[2]
  end)
  equal(editor:lua('return #vim.fn.getqflist()'), 2)
  fresh()
end)

check('a changed dflint.toml is read when the Dockerfile is saved', function()
  local all = #vim.json.decode(run({ 'dflint', 'check', file, '--format', 'json' })).findings
  local function save_and_wait_for(count)
    editor:command('write')
    editor:wait(count .. ' findings', function()
      return #findings() == count
    end)
  end
  save_and_wait_for(all)
  vim.fn.writefile({ '[rules]', 'legacy-key-value = "allow"' }, checks.folder .. '/dflint.toml')
  save_and_wait_for(all - 1)
  vim.fn.delete(checks.folder .. '/dflint.toml')
  save_and_wait_for(all)
end)

check('after hundreds of edits the server has the same text', function()
  editor:go('LABEL |maintainer')
  editor:keys('O' .. ('x🚀<BS><BS>'):rep(200) .. '<Esc>ddu<C-r>')
  local text
  editor:wait('the same text', function()
    text = editor:lua([[
      local client = vim.lsp.get_clients({ name = 'dflint' })[1]
      local answer = client:request_sync('dflint/text', vim.lsp.util.make_text_document_params(), 5000, 0)
      return answer and answer.result
    ]])
    return text and text.text == table.concat(editor:lines(), '\n') .. '\n'
  end)
  fresh()
end)
