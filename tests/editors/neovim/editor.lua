-- A Neovim as a user has it: with its own init.lua and plugins, driven by keys.

local Editor = {}
Editor.__index = Editor

-- Nothing here takes long; this is so that a fault ends the test.
local PATIENCE = 200000

function Editor.open(init, file)
  local command = { vim.v.progpath, '--embed', '--headless', '-n', '-i', 'NONE', '-u', init, file }
  local channel = vim.fn.jobstart(command, { rpc = true, cwd = vim.fs.dirname(file) })
  assert(channel > 0, 'Neovim does not start')
  return setmetatable({ channel = channel }, Editor)
end

--- What a piece of Lua gives there.
function Editor:lua(code, ...)
  local result = vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
  if result == vim.NIL then
    return nil
  end
  return result
end

function Editor:command(text)
  vim.rpcrequest(self.channel, 'nvim_command', text)
end

function Editor:keys(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
end

function Editor:mode()
  return vim.rpcrequest(self.channel, 'nvim_get_mode').mode
end

--- Types keys that ask for something, and answers.
function Editor:answer(keys, line)
  self:keys(keys)
  -- It cannot be asked for anything else meanwhile, such as what its messages are.
  if not vim.wait(PATIENCE, function() return self:mode() ~= 'n' end, 20) then
    error('waited in vain for a prompt', 2)
  end
  self:keys(line .. '<CR>')
end

function Editor:wait(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    local messages = self:lua('return vim.fn.execute("messages")')
    error(('waited in vain for %s; the messages are:%s\nand the file is:\n%s'):format(what, messages, table.concat(self:lines(), '\n')), 2)
  end
end

function Editor:lines(buffer)
  return vim.rpcrequest(self.channel, 'nvim_buf_get_lines', buffer or 0, 0, -1, false)
end

function Editor:name()
  return vim.rpcrequest(self.channel, 'nvim_buf_get_name', 0)
end

--- Line and column (in bytes) of the cursor, from 0.
function Editor:cursor()
  local line, column = unpack(vim.rpcrequest(self.channel, 'nvim_win_get_cursor', 0))
  return { line - 1, column }
end

--- The place in the buffer of a text with a `|` in it, which marks the place. The text must be there once.
function Editor:place(marked)
  local before, after = marked:match('^(.*)|(.*)$')
  local found
  for number, line in ipairs(self:lines()) do
    local start = line:find(before .. after, 1, true)
    if start then
      assert(not found, 'more than once in the file: ' .. marked)
      found = { number - 1, start - 1 + #before }
    end
  end
  assert(found, 'not in the file: ' .. marked)
  return found
end

function Editor:go(marked)
  local place = self:place(marked)
  vim.rpcrequest(self.channel, 'nvim_win_set_cursor', 0, { place[1] + 1, place[2] })
end

--- The text of a floating window, or nil.
function Editor:float()
  return self:lua([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
      end
    end
  ]])
end

--- The processes that the editor has started.
function Editor:children()
  return self:lua('return vim.api.nvim_get_proc_children(vim.fn.getpid())')
end

function Editor:quit()
  pcall(vim.rpcnotify, self.channel, 'nvim_command', 'qall!')
  return vim.fn.jobwait({ self.channel }, PATIENCE)[1]
end

return Editor
