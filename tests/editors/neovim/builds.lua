-- Compose files, Bake files and workflows, beside the Dockerfile that they build.

local checks = require('checks')
local check, equal, holds, editor = checks.check, checks.equal, checks.holds, checks.editor

local FILES = {
  ['api/Dockerfile'] = 'FROM golang:1.25-bookworm AS build\nRUN go build -o /api .\n\nFROM build AS dev\n\n'
    .. 'FROM scratch AS release\nCOPY --from=build /api /api\nENTRYPOINT ["/api"]\n',
  ['compose.yaml'] = 'services:\n  web:\n    build:\n      context: api\n      target: dev\n',
  ['docker-bake.hcl'] = 'target "api" {\n  context = "api"\n  target = "dev"\n}\n',
  ['.github/workflows/ci.yml'] = 'on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n'
    .. '      - uses: docker/build-push-action@v6\n        with:\n          context: api\n          target: dev\n',
  ['Makefile'] = 'image:\n\tdocker build --target dev api\n',
}

local function path_of(name)
  return checks.folder .. '/' .. name
end

local function write_all()
  for name, text in pairs(FILES) do
    vim.fn.mkdir(vim.fs.dirname(path_of(name)), 'p')
    vim.fn.writefile(vim.split(text, '\n'), path_of(name), 'b')
  end
end

local function open(name)
  editor:command('edit! ' .. vim.fn.fnameescape(path_of(name)))
end

local function attached()
  return editor:lua([[return #vim.lsp.get_clients({ bufnr = 0, name = 'dflint' })]])
end

--- The text of every file, as the editor has it if it has it, else as it is on disk.
local function texts()
  local all = {}
  for name in pairs(FILES) do
    local path = path_of(name)
    all[name] = editor:lua(
      [[
        local buffer = vim.fn.bufnr('^' .. ... .. '$')
        if buffer == -1 or not vim.api.nvim_buf_is_loaded(buffer) then return nil end
        return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
      ]],
      path
    ) or table.concat(vim.fn.readfile(path, 'b'), '\n')
  end
  return all
end

check('the files that the server is told of are those that it takes', function()
  local listed = vim.fn.readfile(checks.here .. '/../build-files.txt')
  assert(#listed > 60)
  for _, line in ipairs(listed) do
    local answer, path = line:match('^(%S+) (.*)$')
    equal({ path, editor:lua("return require('dflint.build_files').is(...)", path) }, { path, answer == 'yes' })
    -- Where Neovim has a file type for it, it is among those of the configuration.
    local filetype = answer == 'yes' and editor:lua('return vim.filetype.match({ filename = ... })', checks.folder .. '/' .. path)
    if filetype then
      assert(editor:lua('return vim.tbl_contains(vim.lsp.config.dflint.filetypes, ...)', filetype), path .. ' is ' .. filetype)
    end
  end
end)

check('other files of the same types are left alone', function()
  vim.fn.writefile({ 'a: 1' }, checks.folder .. '/values.yaml')
  editor:command('edit ' .. checks.folder .. '/values.yaml')
  equal(editor:lua('return vim.bo.filetype'), 'yaml')
  -- What is started is started in the next turns of its loop, so before what is put behind it.
  editor:lua('vim.defer_fn(function() vim.schedule(function() vim.g.has_turned = true end) end, 0)')
  editor:wait('the next turns', function() return editor:lua('return vim.g.has_turned') == true end)
  equal(attached(), 0)
  -- As older versions start it.
  equal(editor:lua("return require('dflint').start()"), nil)
  editor:command('bwipeout!')
  vim.fn.delete(checks.folder .. '/values.yaml')
end)

write_all()

check('a Compose file goes to the server that has the Dockerfiles, which does not format it', function()
  open('compose.yaml')
  editor:wait('the client', function()
    return attached() == 1
  end)
  equal(editor:lua("return require('dflint').start()"), editor:lua([[return vim.lsp.get_clients({ bufnr = 0, name = 'dflint' })[1].id]]))
  equal(editor:lua([[return #vim.lsp.get_clients({ name = 'dflint' })]]), 1)
  equal(editor:lua('return vim.bo.formatexpr'), '')
  local before = editor:lines()
  editor:lua('vim.lsp.buf.format({ timeout_ms = 200000 })')
  equal(editor:lines(), before)
end)

check('a mistyped target is found before it is saved, and found no more once it is right', function()
  editor:go('target: |dev')
  editor:keys('cwdve<Esc>')
  editor:wait('the finding', function()
    return #checks.findings() == 1
  end)
  local finding = checks.findings()[1]
  equal(finding[1], 'unknown-build-target')
  holds(finding[4], 'has no stage `dve`')
  holds(finding[4], 'Did you mean `dev`?')
  editor:keys('u')
  editor:wait('no finding', function()
    return #checks.findings() == 0
  end)
  equal(editor:lua('return vim.bo.modified'), false)
end)

check('completion offers the stages as targets', function()
  editor:go('target: |dev')
  editor:keys('C<C-x><C-o>')
  editor:wait('the menu', function()
    return editor:lua('return vim.fn.pumvisible() == 1')
  end)
  equal(editor:lua([[return vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ 'items' }).items)]]), { 'release', 'dev', 'build' })
  editor:keys('<C-e><Esc>')
  open('compose.yaml')
end)

check('definition: <C-]> on a target leads to its stage', function()
  editor:go('target: d|ev')
  editor:keys('<C-]>')
  editor:wait('the jump', function()
    return editor:name() == path_of('api/Dockerfile') and vim.deep_equal(editor:cursor(), editor:place('AS |dev'))
  end)
end)

check('rename: grn in a Compose file changes the stage in all files, and u in each takes it back', function()
  -- Not saved: what is changed is what the editor has.
  editor:keys('ggO# not saved<Esc>')
  editor:wait('the line', function()
    return editor:lines()[1] == '# not saved'
  end)
  local before = texts()
  open('compose.yaml')
  editor:go('target: d|ev')
  editor:answer('grn', '<C-u>develop')
  local expected = {}
  for name, text in pairs(before) do
    expected[name] = text:gsub('dev', 'develop')
  end
  editor:wait('the new name', function()
    return texts()['api/Dockerfile']:find('develop')
  end)
  -- All at once, and then they are asked for.
  equal(texts(), expected)
  for name in pairs(FILES) do
    editor:command('silent buffer ' .. vim.fn.fnameescape(path_of(name)))
    editor:command('silent undo')
  end
  equal(texts(), before)
  editor:command('silent! wall')
end)

check('what is said of Dockerfiles follows a Compose file that is not saved', function()
  local function lenses()
    local request = [[
      local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'dflint' })[1]
      local titles = {}
      for _, lens in ipairs(client:request_sync('textDocument/codeLens', params, 20000, 0).result or {}) do
        local resolved = client:request_sync('codeLens/resolve', lens, 20000, 0).result
        table.insert(titles, resolved.command.title)
      end
      return table.concat(titles, '\n')
    ]]
    open('api/Dockerfile')
    return editor:lua(request)
  end
  holds(lenses(), 'compose:web')
  editor:command('silent edit ' .. path_of('compose.yaml'))
  editor:keys('ggdG')
  editor:wait('the empty file', function()
    return #editor:lines() == 1
  end)
  editor:wait('no Compose file', function()
    return not lenses():find('compose:web', 1, true)
  end)
  holds(lenses(), 'bake:api')
end)

editor:command('silent! %bwipeout!')
for name in pairs(FILES) do
  vim.fn.delete(path_of(name))
end
editor:command('edit ' .. vim.fn.fnameescape(checks.file))
