;;; The configuration and the server in a real Emacs, with eglot.  -*- lexical-binding: t; -*-
;;
;;   emacs --batch --load init.el --load test.el      in a copy of ../fixture; DFLINT_PLUGIN is the
;;   folder of dflint.el; dflint is on PATH

(load (concat (file-name-directory load-file-name) "checks.el") nil t)

(defun fresh ()
  "The file as it is in the fixture."
  (find-file test-file)
  (when (buffer-modified-p) (revert-buffer t t t))
  (eglot--signal-textDocument/didChange))

(check "the names of Dockerfiles are those that dflint check knows"
  (let ((folder (concat test-folder "names/"))
        (names (split-string (with-temp-buffer (insert-file-contents (getenv "DFLINT_NAMES")) (buffer-string)) "\n" t)))
    (make-directory folder)
    (dolist (name names) (with-temp-file (concat folder name) (insert "FROM a:latest\n")))
    (let* ((told (json-parse-string (program "check" folder "--format" "json")))
           (known (mapcar (lambda (finding) (file-name-nondirectory (gethash "path" finding))) (gethash "findings" told))))
      (unless (> (length known) 10) (error "Nearly nothing was found by dflint check"))
      (dolist (name names)
        (equal-or-fail (list name (and (dflint-is-dockerfile name) t)) (list name (and (member name known) t)))))
    (delete-directory folder t)))

(setq eglot-sync-connect 20)
(find-file test-file)

(check "the server runs"
  (equal-or-fail major-mode (if (and (require 'treesit nil t) (treesit-ready-p 'dockerfile t)) 'dockerfile-ts-mode 'dockerfile-mode))
  ;; What eglot does once Emacs is idle, which it never is in a script.
  (unless (eglot-current-server) (apply #'eglot--connect (eglot--guess-contact)))
  (wait-for "the server" (eglot-current-server))
  (wait-for "the buffer" (bound-and-true-p eglot--managed-mode)))

(when (> test-failed 0)
  ;; Nothing else can be right, and each check would wait for it.
  (done))

(defun findings ()
  "Each finding as its line and column in characters, and its text.  A stage that is faded is a note at the place of another finding."
  (flymake-start)
  (seq-sort-by
   #'cadr #'<
   (delq nil
         (mapcar (lambda (found)
                   (goto-char (flymake-diagnostic-beg found))
                   (unless (eq (flymake-diagnostic-type found) 'eglot-note-unnecessary)
                     (list (line-number-at-pos) (1- (position-bytes (point))) (flymake-diagnostic-text found))))
                 (flymake-diagnostics)))))

(check "diagnostics are the findings of dflint check"
  (let ((told (append (gethash "findings" (json-parse-string (program "check" test-file "--format" "json"))) nil)))
    (unless (> (length told) 4) (error "The fixture has no findings"))
    (wait-for "diagnostics" (>= (length (findings)) (length told)))
    (dolist (finding told)
      (let* ((start (gethash "start" (gethash "range" finding)))
             (here (seq-filter (lambda (found) (equal (cadr found) (gethash "offset" start))) (findings))))
        (unless (seq-some (lambda (found) (string-match-p (regexp-quote (gethash "message" finding)) (caddr found))) here)
          (error "%S is not at its place: %S" (gethash "message" finding) (findings)))))))

(check "definition: M-. on the stage of a mount"
  (go "from=bu|ild,source")
  (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
  (equal-or-fail (list (line-number-at-pos) (current-column)) '(4 29)))

(check "references: M-? on a stage"
  (fresh)
  (go "AS bu|ild")
  (let ((found (xref-backend-references (xref-find-backend) (xref-backend-identifier-at-point (xref-find-backend)))))
    (equal-or-fail (sort (mapcar (lambda (one) (xref-location-line (xref-item-location one))) found) #'<) '(4 14 24))))

(check "completion behind --from="
  (fresh)
  (go "|ENTRYPOINT")
  (insert "COPY --from=")
  (save-excursion (insert "\n"))
  (let* ((found (eglot-completion-at-point))
         (words (all-completions "" (nth 2 found))))
    (unless (and (member "build" words) (member "tools" words)) (error "These are offered: %S" words)))
  (fresh))

(check "hover"
  (go "--from=bu|ild /out")
  (let ((told nil))
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq told text)))
    (wait-for "the text" told)
    (holds (format "%s" told) "golang")))

(check "rename changes the stage everywhere it is named"
  (go "AS bu|ild")
  (eglot-rename "compile")
  (let ((text (buffer-string)))
    (holds text "FROM golang:${GO_VERSION} AS compile\n")
    (holds text "RUN --mount=from=compile,source=/out,")
    (holds text "COPY --from=compile /out/api /api")
    (holds text "go build -o"))
  (fresh))

(check "code action: the first one at a finding is its fix"
  (go "LABEL |maintainer")
  (cl-letf (((symbol-function 'completing-read) (lambda (_ actions &rest _) (caar actions)))
            (last-nonmenu-event t))
    (call-interactively #'eglot-code-actions))
  (wait-for "the fix" (string-match-p "LABEL maintainer=somebody@example.com" (buffer-string)))
  (fresh))

(check "outline"
  (holds (format "%S" (imenu--make-index-alist t)) "tools"))

(check "formatting"
  (go "|    go mod download")
  (delete-char 3)
  (setq-local tab-width 4 indent-tabs-mode nil)
  (eglot-format-buffer)
  (holds (buffer-string) "\n    go mod download && \\\n")
  (fresh))

(check "dflint-graph shows the stages"
  (dflint-graph)
  (with-current-buffer "*dflint graph*"
    (holds (buffer-string) "Dockerfile: target stage 3, which needs 2 of 4 stages")))

(check "dflint-explain shows a rule, which has its name from the program"
  (unless (member "latest-tag" (dflint--rules)) (error "These are the rules: %S" (dflint--rules)))
  (dflint-explain "DL3007")
  (with-current-buffer "*dflint rule*"
    (holds (buffer-string) "# latest-tag")))

(check "the server ends with eglot"
  (find-file test-file)
  (let ((process (jsonrpc--process (eglot-current-server))))
    (eglot-shutdown (eglot-current-server))
    (wait-for "the end" (not (process-live-p process)))))

(done)
