-- The plugin and the server in a real Neovim, which is driven by keys as a user does it.
--
--   nvim -l test.lua FOLDER      FOLDER has a copy of ../fixture; DFLINT_PLUGIN is the folder of the plugin; dflint is on PATH

local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
package.path = here .. '/?.lua;' .. package.path
local Editor = require('editor')

local folder = arg[1]
local file = folder .. '/Dockerfile'
local editor = Editor.open(here .. '/init.lua', file)
local passed, failed = 0, 0

local function check(what, test)
  local ok, problem = xpcall(test, debug.traceback)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
  io.write(('%s neovim: %s%s\n'):format(ok and 'ok  ' or 'FAIL', what, ok and '' or '\n' .. problem))
end

local function equal(found, wanted)
  if not vim.deep_equal(found, wanted) then
    error(('wanted %s\nbut found %s'):format(vim.inspect(wanted), vim.inspect(found)), 2)
  end
end

local function holds(text, part)
  if not (text and text:find(part, 1, true)) then
    error(('%s\nis not in\n%s'):format(part, tostring(text)), 2)
  end
end

--- Each check begins with the file as it is in the fixture, in one window.
local function fresh()
  editor:keys('<Esc>')
  editor:command('silent! cclose | silent! lclose | silent! only! | edit! ' .. vim.fn.fnameescape(file))
end

local function run(command)
  local result = vim.system(command, { cwd = folder, text = true }):wait()
  return result.stdout, result.code
end

check('the names of Dockerfiles are those that dflint check knows', function()
  local names = folder .. '/names'
  vim.fn.mkdir(names)
  local tried = vim.fn.readfile(here .. '/../names.txt')
  for _, name in ipairs(tried) do
    vim.fn.writefile({ 'FROM a:latest' }, names .. '/' .. name)
  end
  local known = {}
  for _, finding in ipairs(vim.json.decode((run({ 'dflint', 'check', names, '--format', 'json' }))).findings) do
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

local function finish()
  io.write(('neovim: %d passed, %d failed\n'):format(passed, failed))
  os.exit(failed == 0 and 0 or 1)
end

if failed > 0 then
  -- Nothing else can be right, and each check would wait for it.
  editor:quit()
  finish()
end

--- Each finding as its rule and the bytes that it is on.
local function findings()
  return editor:lua([[
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

check('diagnostics are the findings of dflint check', function()
  local told = {}
  for _, finding in ipairs(vim.json.decode((run({ 'dflint', 'check', file, '--format', 'json' }))).findings) do
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

check(':DflintGraph shows the stages, and <CR> goes to one', function()
  editor:command('DflintGraph')
  editor:wait('the graph', function()
    return editor:name():match('^dflint://graph/')
  end)
  local graph = run({ 'dflint', 'graph', file })
  -- The command line names the file as it was given, the server by its name.
  equal(editor:lines()[1], 'Dockerfile: target stage 3, which needs 2 of 4 stages')
  equal(vim.list_slice(editor:lines(), 2), vim.list_slice(vim.split(vim.trim(graph), '\n'), 2))
  editor:go('* 0 |build')
  editor:keys('<CR>')
  editor:wait('the stage', function()
    return editor:name() == file and editor:cursor()[1] == 3
  end)
  editor:command('DflintGraph')
  editor:wait('the same window', function()
    return editor:name():match('^dflint://graph/')
  end)
  equal(editor:lua('return #vim.api.nvim_list_wins()'), 2)
  editor:keys('q')
  editor:wait('the end', function()
    return editor:lua('return #vim.api.nvim_list_wins()') == 1
  end)
  fresh()
end)

check(':DflintGraph in its other forms', function()
  for form, part in pairs({ mermaid = 'flowchart', dot = 'digraph' }) do
    editor:command('vertical DflintGraph ' .. form)
    editor:wait(form, function()
      return editor:name():match(form .. '$')
    end)
    holds(table.concat(editor:lines(), '\n'), part)
    fresh()
  end
  editor:lua('vim.ui.open = function(path) vim.g.opened = path end')
  editor:command('DflintGraph svg')
  editor:wait('the program for it', function()
    return editor:lua('return vim.g.opened')
  end)
  holds(table.concat(vim.fn.readfile(editor:lua('return vim.g.opened')), '\n'), '<svg')
end)

check(':DflintExplain shows the rule of the finding here, or the one that is named', function()
  editor:go('LABEL |maintainer')
  editor:command('DflintExplain')
  editor:wait('the page', function()
    return editor:name() == 'dflint://rule/legacy-key-value'
  end)
  holds(editor:lines()[1], '# legacy-key-value')
  fresh()
  equal(editor:lua([[return vim.fn.getcompletion('DflintExplain late', 'cmdline')]]), { 'later-stage-reference', 'latest-tag' })
  editor:command('DflintExplain DL3007')
  editor:wait('the page', function()
    return editor:name() == 'dflint://rule/DL3007'
  end)
  holds(editor:lines()[1], '# latest-tag')
  fresh()
  editor:command('DflintExplain lastest-tag')
  editor:wait('the reason', function()
    return editor:lua([[return vim.fn.execute('messages')]]):find('did you mean `latest-tag`', 1, true)
  end)
  fresh()
end)

check(':checkhealth dflint is green', function()
  editor:command('checkhealth dflint')
  editor:wait('the report', function()
    return vim.bo and editor:lua('return vim.bo.filetype') == 'checkhealth'
  end)
  local report = table.concat(editor:lines(), '\n')
  holds(report, 'OK dflint ')
  holds(report, 'OK It runs')
  holds(report, 'OK The grammar is that of dflint')
  holds(report, 'OK The queries fit the grammar')
  assert(not report:find('WARNING') and not report:find('ERROR'), report)
  editor:command('silent! bwipeout')
  fresh()
end)

check('the help file: its tags can be made, and the commands and the sections are in it', function()
  local plugin = editor:lua("return require('dflint.treesitter').folder")
  local copy = folder .. '/help'
  vim.fn.mkdir(copy .. '/doc', 'p')
  vim.fn.writefile(vim.fn.readfile(plugin .. '/doc/dflint.txt'), copy .. '/doc/dflint.txt')
  vim.cmd.helptags(copy .. '/doc')
  local tags = table.concat(vim.fn.readfile(copy .. '/doc/tags'), '\n')
  for _, tag in ipairs({ ':DflintGraph', ':DflintExplain', 'dflint-older', 'dflint-health' }) do
    holds(tags, tag .. '\tdflint.txt')
  end
  local text = table.concat(vim.fn.readfile(plugin .. '/doc/dflint.txt'), '\n')
  for tag in text:gmatch('|(dflint%-[%w-]+)|') do
    holds(tags, tag .. '\tdflint.txt')
  end
  vim.fn.delete(copy, 'rf')
end)

check('a changed dflint.toml is read when the Dockerfile is saved', function()
  local before = #findings()
  vim.fn.writefile({ '[rules]', 'legacy-key-value = "allow"' }, folder .. '/dflint.toml')
  editor:command('write')
  editor:wait('one finding less', function()
    return #findings() == before - 1
  end)
  vim.fn.delete(folder .. '/dflint.toml')
end)

check('a file of a thousand edits is the same for the server', function()
  editor:go('LABEL |maintainer')
  editor:keys('O' .. ('x🚀<BS><BS>'):rep(200) .. '<Esc>ddu<C-r>')
  local text = vim.NIL
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

check('nothing went wrong on the way', function()
  local messages = editor:lua([[return vim.fn.execute('messages')]])
  assert(not messages:find('E%d+:') and not messages:find('Error'), messages)
  local log = editor:lua([[
    local read, lines = pcall(vim.fn.readfile, vim.lsp.get_log_path())
    return read and table.concat(lines, '\n') or ''
  ]])
  assert(not log:find('%[ERROR%]') and not log:find('%[WARN%]'), log)
end)

check('the server ends with the editor', function()
  local servers = editor:children()
  assert(#servers > 0, 'no process was started')
  equal(editor:quit(), 0)
  assert(vim.wait(20000, function()
    return vim.iter(servers):all(function(process)
      return vim.uv.kill(process, 0) ~= 0
    end)
  end, 20), 'the server still runs')
end)

finish()
