;;; dflint.el --- Language server and linter for Dockerfiles  -*- lexical-binding: t; -*-

;; Author: The dflint authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, tools
;; URL: https://github.com/dflint/dflint
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Makes eglot and lsp-mode start `dflint lsp' for Dockerfiles, knows all names of Dockerfiles, and
;; has two commands: `dflint-graph' shows the stages of a Dockerfile, `dflint-explain' the page of a
;; rule.
;;
;; The major mode is that of Emacs 29 and newer (`dockerfile-ts-mode'), where its grammar is, or that
;; of the package dockerfile-mode.  Set-up: docs/editors/emacs.md.

;;; Code:

(require 'json)

(defgroup dflint nil
  "Language server and linter for Dockerfiles."
  :group 'tools)

(defcustom dflint-command '("dflint" "lsp")
  "The command that starts the server: a program and its arguments."
  :type '(repeat string))

;; Names of files

(defconst dflint--others
  '("dockerignore" "containerignore" "md" "rst" "adoc" "txt" "html" "swp" "swo" "orig" "rej" "bak"
    "j2" "jinja" "jinja2" "erb" "tmpl" "tpl" "template" "mustache" "hbs" "ejs" "m4" "lock")
  "Endings of what is not yet, or no longer, a Dockerfile.")

(defconst dflint--languages
  '("go" "py" "rs" "js" "mjs" "ts" "tsx" "rb" "java" "kt" "sh" "ps1" "php" "c" "cpp" "cs" "json"
    "lua")
  "Endings of programs: Dockerfile.go is for one, dockerfile.go is one.")

(defun dflint-is-dockerfile (file)
  "Whether FILE has the name of a Dockerfile, as `dflint check' sees it."
  (let* ((case-fold-search nil)
         (name (file-name-nondirectory file))
         (lower (downcase name))
         (extension (file-name-extension lower)))
    (cond
     ((or (string-suffix-p "~" lower) (member extension dflint--others)) nil)
     ((member extension dflint--languages)
      (string-match-p "\\`\\(?:Dockerfile\\|Containerfile\\)\\." name))
     (t
      (or (string-match-p "\\`\\(?:docker\\|container\\)file\\(?:[-._]\\|\\'\\)" lower)
          (string-match-p "\\.\\(?:docker\\|container\\)file\\'" lower))))))

(declare-function treesit-ready-p "treesit")

(defun dflint--major-mode ()
  "The major mode for Dockerfiles that is there, or nil."
  (cond
   ((and (fboundp 'dockerfile-ts-mode) (require 'treesit nil t) (treesit-ready-p 'dockerfile t))
    'dockerfile-ts-mode)
   ((fboundp 'dockerfile-mode) 'dockerfile-mode)))

(defun dflint--in-dockerfile ()
  "Whether this buffer is to be in a mode for Dockerfiles."
  (and buffer-file-name (dflint-is-dockerfile buffer-file-name) (dflint--major-mode)))

(defun dflint-major-mode ()
  "Switch to the major mode for Dockerfiles that is there."
  (interactive)
  (let ((mode (dflint--major-mode)))
    (if mode
        (funcall mode)
      (user-error "Install the package dockerfile-mode, or the grammar for dockerfile-ts-mode"))))

;; Not `auto-mode-alist': where this says no, the other modes have their turn.
;;;###autoload
(add-to-list 'magic-mode-alist '(dflint--in-dockerfile . dflint-major-mode))

;; eglot

(defvar eglot-server-programs)

(defun dflint--contact (&rest _)
  "What eglot starts."
  dflint-command)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((dockerfile-mode dockerfile-ts-mode) . dflint--contact)))

;; lsp-mode

(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-request "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(defvar lsp-language-id-configuration)

(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(dockerfile-mode . "dockerfile"))
  (add-to-list 'lsp-language-id-configuration '(dockerfile-ts-mode . "dockerfile"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () dflint-command))
                    :major-modes '(dockerfile-mode dockerfile-ts-mode)
                    ;; lsp-mode has docker-langserver with a priority of -1.
                    :priority 1
                    :server-id 'dflint)))

;; Commands

(declare-function eglot-current-server "eglot")
(declare-function eglot-path-to-uri "eglot")
(declare-function eglot--path-to-uri "eglot")
(declare-function jsonrpc-request "jsonrpc")

(defun dflint--execute (command argument)
  "Have the server execute COMMAND with ARGUMENT.
ARGUMENT is a string, or nil for the address of the buffer's file."
  (cond
   ((and (bound-and-true-p eglot--managed-mode) (eglot-current-server))
    (jsonrpc-request
     (eglot-current-server) :workspace/executeCommand
     (list :command command
           :arguments (vector (or argument
                                  (if (fboundp 'eglot-path-to-uri)
                                      (eglot-path-to-uri buffer-file-name)
                                    (eglot--path-to-uri buffer-file-name)))))))
   ((bound-and-true-p lsp-mode)
    (lsp-request "workspace/executeCommand"
                 (list :command command :arguments (vector (or argument (lsp--buffer-uri))))))
   (t (user-error "The server does not run for this buffer: M-x eglot, or M-x lsp"))))

(defun dflint--field (object name)
  "The field NAME of OBJECT, a plist or a hash table."
  (if (hash-table-p object) (gethash name object) (plist-get object (intern (concat ":" name)))))

(defun dflint--show (buffer text)
  "Show TEXT in BUFFER, in another window."
  (with-current-buffer (get-buffer-create buffer)
    (let ((inhibit-read-only t))
      (erase-buffer)
      (insert text)
      (goto-char (point-min)))
    (set-buffer-modified-p nil)
    (special-mode)
    (display-buffer (current-buffer))))

;;;###autoload
(defun dflint-graph ()
  "Show the stages of this Dockerfile, and what the target needs."
  (interactive)
  (let ((graph (dflint--execute "dflint.showGraph" nil)))
    (if graph
        (dflint--show "*dflint graph*" (dflint--field graph "text"))
      (message "dflint: this file has no stages"))))

(defun dflint--rules ()
  "The names of all rules."
  (with-temp-buffer
    (if (eq 0 (call-process (car dflint-command) nil '(t nil) nil "rules" "--format" "json"))
        (let ((json-object-type 'alist) (json-array-type 'list))
          (goto-char (point-min))
          (mapcar (lambda (rule) (cdr (assq 'name rule))) (json-read)))
      nil)))

;;;###autoload
(defun dflint-explain (rule)
  "Show the page of RULE, which may be another tool's name for it."
  (interactive (list (completing-read "Rule: " (dflint--rules))))
  (dflint--show "*dflint rule*" (dflint--execute "dflint.explainRule" rule)))

(provide 'dflint)
;;; dflint.el ends here
