-- What the commands do, and how Neovim before 0.11 starts the server.

local M = {}

local function say(text)
  vim.notify('dflint: ' .. text, vim.log.levels.WARN)
end

local function clients(filter)
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)(filter)
end

--- The client of a buffer; of any other Dockerfile if `anywhere` is set.
local function client_of(buffer, anywhere)
  return clients({ bufnr = buffer, name = 'dflint' })[1] or (anywhere and clients({ name = 'dflint' })[1]) or nil
end

local function run(client, command, arguments, buffer, show)
  local params = { command = command, arguments = arguments }
  local function answer(error, result)
    if error then
      say(error.message)
    else
      show(result)
    end
  end
  -- A client had functions before 0.11, and has methods since.
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answer, buffer)
  else
    client.request('workspace/executeCommand', params, answer, buffer)
  end
end

--- Shows text in a window of its own, which `q` closes; a second time in the same one.
local function show_text(name, text, filetype, modifiers)
  local buffer = vim.fn.bufnr('^' .. vim.fn.escape(name, '[]*?{},\\') .. '$')
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text:gsub('\n+$', ''), '\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = filetype
  local window = vim.fn.bufwinid(buffer)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd((modifiers or '') .. ' split')
    vim.api.nvim_win_set_buf(0, buffer)
  end
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close' })
  return buffer
end

--- In the graph, <CR> goes to the line of the Dockerfile that the line under the cursor names.
local function go_to_lines(graph, source)
  vim.keymap.set('n', '<CR>', function()
    local line = tonumber(vim.api.nvim_get_current_line():match('.*line (%d+)'))
    local window = vim.fn.bufwinid(source)
    if not line or not vim.api.nvim_buf_is_valid(source) then
      return
    end
    if window ~= -1 then
      vim.api.nvim_set_current_win(window)
    else
      vim.cmd('sbuffer ' .. source)
    end
    vim.cmd("normal! m'")
    vim.api.nvim_win_set_cursor(0, { math.min(line, vim.api.nvim_buf_line_count(source)), 0 })
  end, { buffer = graph, desc = 'Go to the line that is named here' })
end

--- The forms of the graph, each with the file type that its text has.
M.forms = { text = 'dflintgraph', dot = 'dot', mermaid = 'mermaid', svg = 'svg' }

--- Shows the stages of the current Dockerfile; an SVG in the program that the system has for it.
function M.graph(form, modifiers)
  form = form ~= '' and form or 'text'
  if not M.forms[form] then
    return say(('there is no form `%s` of the graph: it is text, dot, mermaid or svg'):format(form))
  end
  local source = vim.api.nvim_get_current_buf()
  local client = client_of(source)
  if not client then
    return say('the server does not run for this buffer; see :checkhealth dflint')
  end
  run(client, 'dflint.showGraph', { vim.uri_from_bufnr(source) }, source, function(graph)
    if graph == nil or graph == vim.NIL then
      return say('this file has no stages')
    end
    if form == 'svg' then
      local file = vim.fn.tempname() .. '.svg'
      vim.fn.writefile(vim.split(graph.svg, '\n'), file)
      return vim.ui.open(file)
    end
    local name = ('dflint://graph/%d/%s'):format(source, form)
    local shown = show_text(name, graph[form], M.forms[form], modifiers)
    if form == 'text' then
      go_to_lines(shown, source)
    end
  end)
end

--- The rule of the finding under the cursor, else of the first one in its line.
local function rule_here()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local line, column = cursor[1] - 1, cursor[2]
  local found
  for _, finding in ipairs(vim.diagnostic.get(0, { lnum = line })) do
    if finding.source == 'dflint' and finding.code then
      local ends_behind = (finding.end_lnum or line) > line or (finding.end_col or 0) > column
      if finding.col <= column and ends_behind then
        return finding.code
      end
      found = found or finding.code
    end
  end
  return found
end

--- Shows the page of a rule: of the one that is named, else of the finding at the cursor.
function M.explain(rule, modifiers)
  local buffer = vim.api.nvim_get_current_buf()
  rule = rule ~= '' and rule or rule_here()
  if not rule then
    return say('there is no finding here; name a rule, as in :DflintExplain latest-tag')
  end
  local client = client_of(buffer, true)
  if not client then
    return say('the server does not run; open a Dockerfile, or see :checkhealth dflint')
  end
  run(client, 'dflint.explainRule', { rule }, buffer, function(page)
    show_text('dflint://rule/' .. rule, page, 'markdown', modifiers)
  end)
end

--- The program that runs, or would run, as the server.
function M.program()
  local client = clients({ name = 'dflint' })[1]
  local config = client and client.config or (vim.lsp.config and vim.lsp.config.dflint) or require('dflint.config')
  return type(config.cmd) == 'table' and config.cmd[1] or 'dflint'
end

local names

--- The names of all rules, as the program has them.
function M.rules()
  if not names then
    local text = vim.fn.executable(M.program()) == 1 and vim.fn.system({ M.program(), 'rules', '--format', 'json' }) or '[]'
    local read, rules = pcall(vim.json.decode, text)
    if vim.v.shell_error ~= 0 or not read then
      return {}
    end
    names = vim.tbl_map(function(rule)
      return rule.name
    end, rules)
  end
  return names
end

--- The folder of the project of a buffer, if there is one, and whether the buffer is for dflint: a Dockerfile, or a file that says what
--- is built. One folder for a repository, so that its files are known to one server, as they are in the editor.
function M.root(buffer)
  local path = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p'):gsub('\\', '/')
  local folder = vim.fn.fnamemodify(path, ':h')
  local function above(markers)
    local marker = vim.fs.find(markers, { upward = true, path = folder })[1]
    return marker and vim.fn.fnamemodify(marker:gsub('/$', ''), ':h')
  end
  local root = above({ '.git' }) or above({ 'dflint.toml', '.dflint.toml' })
  if vim.bo[buffer].filetype == 'dockerfile' then
    return root, true
  end
  return root, require('dflint.build_files').is(path:sub(#(root or folder) + 2))
end

--- Starts the server for the current buffer, in Neovim 0.8 to 0.10, which have no `vim.lsp.enable`. Takes what `vim.lsp.start` does.
--- Nothing happens if the buffer is neither a Dockerfile nor a file that says what is built.
function M.start(overrides)
  local root, is_ours = M.root(0)
  if not is_ours then
    return nil
  end
  local config = vim.tbl_deep_extend('force', require('dflint.config'), { root_dir = false }, overrides or {})
  config.name = 'dflint'
  config.root_dir = config.root_dir or root or vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':p:h')
  config.capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), config.capabilities)
  return vim.lsp.start(config)
end

return M
