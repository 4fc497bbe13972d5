-- What the plugin adds: commands, the health check, the help.

local checks = require('checks')
local check, equal, holds = checks.check, checks.equal, checks.holds
local editor, folder, file, fresh, run = checks.editor, checks.folder, checks.file, checks.fresh, checks.run

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
  editor:wait('the findings', function()
    return #checks.findings() > 0
  end)
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
  holds(report, 'OK Compose and Bake files')
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
