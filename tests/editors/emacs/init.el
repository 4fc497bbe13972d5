;; What docs/editors/emacs.md says to write for eglot, and nothing else.  -*- lexical-binding: t; -*-
(add-to-list 'load-path (getenv "DFLINT_PLUGIN"))
(require 'dflint)
(add-hook 'dockerfile-mode-hook #'eglot-ensure)
(add-hook 'dockerfile-ts-mode-hook #'eglot-ensure)
