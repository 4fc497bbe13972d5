-- Which files are Dockerfiles by their name: those that `dflint check` takes for one.

local M = {}

local function set(words)
  local members = {}
  for word in words:gmatch('%S+') do
    members[word] = true
  end
  return members
end

-- Not yet, or no longer, a Dockerfile.
local OTHERS = set([[
  dockerignore containerignore md rst adoc txt html swp swo orig rej bak
  j2 jinja jinja2 erb tmpl tpl template mustache hbs ejs m4 lock
]])

-- `Dockerfile.go` is for programs in Go; `dockerfile.go` is one.
local LANGUAGES = set('go py rs js mjs ts tsx rb java kt sh ps1 php c cpp cs json lua')

local function is_dockerfile(name)
  local lower = name:lower()
  local extension = lower:match('%.([^.]*)$') or ''
  if lower:sub(-1) == '~' or OTHERS[extension] then
    return false
  end
  if LANGUAGES[extension] then
    return name:match('^Dockerfile%.') ~= nil or name:match('^Containerfile%.') ~= nil
  end
  for _, word in ipairs({ 'dockerfile', 'containerfile' }) do
    if lower == word or lower:sub(-#word - 1) == '.' .. word then
      return true
    end
    if lower:sub(1, #word) == word and lower:sub(#word + 1, #word + 1):match('[._-]') then
      return true
    end
  end
  return false
end

--- 'dockerfile' for the path of a Dockerfile, else nil.
function M.of(path)
  return is_dockerfile(vim.fn.fnamemodify(path, ':t')) and 'dockerfile' or nil
end

return M
