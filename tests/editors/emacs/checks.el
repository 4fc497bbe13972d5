;;; What the tests in Emacs have in common.  -*- lexical-binding: t; -*-

(require 'cl-lib)
(require 'json)
(require 'seq)

(defvar test-folder (file-name-as-directory (file-truename default-directory)))
(defvar test-file (concat test-folder "Dockerfile"))
(defvar test-name "emacs")
(defvar test-passed 0)
(defvar test-failed 0)

(defmacro check (what &rest body)
  (declare (indent 1))
  `(condition-case problem
       (progn ,@body
              (cl-incf test-passed)
              (princ (format "ok   %s: %s\n" test-name ,what)))
     (error (cl-incf test-failed)
            (princ (format "FAIL %s: %s\n%S\n" test-name ,what problem)))))

(defun equal-or-fail (found wanted)
  (unless (equal found wanted) (error "Wanted %S, but found %S" wanted found)))

(defun holds (text part)
  (unless (string-match-p (regexp-quote part) (or text "")) (error "%S is not in %S" part text)))

(defmacro wait-for (what condition)
  "Wait until CONDITION holds.  Nothing takes long; this is only so that a fault ends."
  `(let ((deadline (+ (float-time) 200)))
     (while (not ,condition)
       (when (> (float-time) deadline) (error "Waited in vain for %s" ,what))
       (accept-process-output nil 0.05))))

(defun go (marked)
  "To the place of a text with a | in it, which marks the place."
  (let ((parts (split-string marked "|")))
    (goto-char (point-min))
    (search-forward (concat (car parts) (cadr parts)))
    (backward-char (length (cadr parts)))))

(defun program (&rest arguments)
  (with-temp-buffer
    (apply #'call-process (car dflint-command) nil '(t nil) nil arguments)
    (buffer-string)))

(defun done ()
  "Say how it went, and end."
  (princ (format "%s: %d passed, %d failed\n" test-name test-passed test-failed))
  (kill-emacs (if (= test-failed 0) 0 1)))

(provide 'checks)
