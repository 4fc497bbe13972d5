-- Which files say what is built: Compose and Bake files, workflows and their like. The server takes these, and no others, beside Dockerfiles.

local M = {}

--- The file types that such files have in Neovim.
M.filetypes = {
  'yaml', 'yaml.docker-compose', 'yaml.github', 'yaml.ghaction', 'yaml.gitlab',
  'hcl', 'json', 'jsonc', 'groovy', 'make', 'just', 'sh', 'bash', 'zsh', 'bats', 'tiltfile', 'starlark', 'bzl',
}

local NAMES = {}
for name in ([[
  makefile gnumakefile justfile .justfile tiltfile package.json devcontainer.json .devcontainer.json action.yml action.yaml
]]):gmatch('%S+') do
  NAMES[name] = true
end

local ENDINGS = { mk = true, mak = true, just = true, jenkinsfile = true, tiltfile = true, sh = true, bash = true, zsh = true, bats = true }

--- In these, a file without an ending may be a script.
local SCRIPT_FOLDERS = { 'scripts', 'script', 'bin', 'hack', 'ci', '.ci', 'tools', 'build', 'hooks' }

local function is_yaml_of_ci(folder, stem)
  local inside = '/' .. folder .. '/'
  local function has(text)
    return stem:find(text, 1, true) ~= nil
  end
  return has('compose')
    or has('skaffold')
    or has('azure-pipelines')
    or stem == 'gitlab-ci'
    or vim.endswith(stem, '.gitlab-ci')
    or stem == 'taskfile'
    or stem == 'taskfile.dist'
    or vim.endswith(inside, '/.github/workflows/')
    or vim.endswith(inside, '/.circleci/')
    or inside:find('/.gitlab/', 1, true) ~= nil
    or inside:find('/.azure-pipelines/', 1, true) ~= nil
    or inside:find('/.pipelines/', 1, true) ~= nil
end

--- Whether a file says what is built, by its path below the folder of the project.
function M.is(path)
  local folder, name = path:match('^(.*)/([^/]*)$')
  folder, name = folder or '', (name or path):lower()
  local stem, ending = name:match('^(.*)%.([^.]*)$')
  stem, ending = stem or name, ending or ''
  if NAMES[name] or ENDINGS[ending] or vim.startswith(name, 'jenkinsfile') or vim.startswith(name, 'makefile.') then
    return true
  elseif ending == 'yml' or ending == 'yaml' then
    return is_yaml_of_ci(folder, stem)
  elseif ending == 'hcl' or ending == 'json' then
    return stem:find('bake', 1, true) ~= nil
  elseif ending == '' and name:sub(1, 1) ~= '.' and not name:find('dockerfile') and not name:find('containerfile') then
    for part in folder:gmatch('[^/]+') do
      if vim.tbl_contains(SCRIPT_FOLDERS, part) then
        return true
      end
    end
  end
  return false
end

return M
