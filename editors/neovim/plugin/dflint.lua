-- :DflintGraph and :DflintExplain. What they do is read when they are used.
if vim.g.loaded_dflint then
  return
end
vim.g.loaded_dflint = true

local function starting_with(words, lead)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

vim.api.nvim_create_user_command('DflintGraph', function(command)
  require('dflint').graph(command.args, command.mods)
end, {
  nargs = '?',
  desc = 'Show the stages of this Dockerfile, and what the target needs',
  complete = function(lead)
    return starting_with(vim.fn.sort(vim.tbl_keys(require('dflint').forms)), lead)
  end,
})

vim.api.nvim_create_user_command('DflintExplain', function(command)
  require('dflint').explain(command.args, command.mods)
end, {
  nargs = '?',
  desc = 'Show the page of a rule, or of the one that found something here',
  complete = function(lead)
    return starting_with(require('dflint').rules(), lead)
  end,
})
