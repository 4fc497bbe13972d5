;; What docs/editors/emacs.md says to write for lsp-mode; and that it is not to ask where the project begins.  -*- lexical-binding: t; -*-
(add-to-list 'load-path (getenv "DFLINT_PLUGIN"))
(require 'dflint)
(add-hook 'dockerfile-mode-hook #'lsp-deferred)
(setq lsp-auto-guess-root t
      lsp-guess-root-without-session t)
