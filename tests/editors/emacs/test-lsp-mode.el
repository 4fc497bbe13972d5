;;; The configuration and the server in a real Emacs, with lsp-mode.  -*- lexical-binding: t; -*-
;;
;;   emacs --batch --load init-lsp-mode.el --load test-lsp-mode.el      as test.el

(load (concat (file-name-directory load-file-name) "checks.el") nil t)
(setq test-name "emacs with lsp-mode")

(find-file test-file)

(check "the server runs, and not docker-langserver"
  ;; What lsp-deferred does once the buffer is seen, which it never is in a script.
  (lsp)
  (wait-for "the server"
            (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces))))))
  (equal-or-fail (mapcar #'lsp--workspace-server-id (lsp-workspaces)) '(dflint)))

(when (> test-failed 0) (done))

(check "diagnostics are the findings of dflint check"
  (let ((told (append (gethash "findings" (json-parse-string (program "check" test-file "--format" "json"))) nil))
        (found (lambda () (gethash test-file (lsp-diagnostics)))))
    (unless (> (length told) 4) (error "The fixture has no findings"))
    (wait-for "diagnostics" (funcall found))
    (dolist (finding told)
      (let ((line (1- (gethash "line" (gethash "start" (gethash "range" finding))))))
        (unless (seq-some (lambda (one) (and (equal (lsp-get one :code) (gethash "rule" finding))
                                             (equal (lsp-get (lsp-get (lsp-get one :range) :start) :line) line)))
                          (funcall found))
          (error "%S is not there" (gethash "message" finding)))))))

(check "definition: M-. on the stage of a mount"
  (go "from=bu|ild,source")
  (lsp-find-definition)
  (equal-or-fail (list (line-number-at-pos) (current-column)) '(4 29)))

(check "dflint-graph and dflint-explain"
  (dflint-graph)
  (with-current-buffer "*dflint graph*"
    (holds (buffer-string) "Dockerfile: target stage 3, which needs 2 of 4 stages"))
  (dflint-explain "DL3007")
  (with-current-buffer "*dflint rule*"
    (holds (buffer-string) "# latest-tag")))

(check "rename changes the stage everywhere it is named"
  (set-buffer (find-buffer-visiting test-file))
  (go "AS bu|ild")
  (lsp-rename "compile")
  (let ((text (buffer-string)))
    (holds text "FROM golang:${GO_VERSION} AS compile\n")
    (holds text "RUN --mount=from=compile,source=/out,")
    (holds text "COPY --from=compile /out/api /api")))

(done)
