local function of(path)
  return require('dflint.filetype').of(path)
end

vim.filetype.add({
  pattern = {
    ['.*[dD][oO][cC][kK][eE][rR][fF][iI][lL][eE].*'] = of,
    ['.*[cC][oO][nN][tT][aA][iI][nN][eE][rR][fF][iI][lL][eE].*'] = of,
  },
})
