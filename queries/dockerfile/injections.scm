; Where another language is embedded. Capture and property names are tree-sitter's own, which Neovim, Helix and Zed share.
;
; Only what a Dockerfile says by itself is known here: SHELL may change the language of what follows, which no query sees.

; Shell form. The pieces of a command, without continuations, comments and heredoc markers, make one text, as BuildKit joins them.

(shell_command
  [
    (shell_fragment) @injection.content
    (line_continuation)
    (comment)
    (heredoc_marker)
  ]+
  (#set! injection.language "bash"))

; `RUN <<EOF`: the body is a script, of the shell where no `#!` names another program.

(run_instruction
  (shell_command . (heredoc_marker) .)
  .
  (heredoc_block . (heredoc_line) @_first) @injection.content
  (#match? @_first "^([^#]|#[^!]|#$|#!.*[/ ](ba|da|a|k|z)?sh( |$))")
  (#set! injection.language "bash")
  (#set! injection.include-children))

(run_instruction
  (shell_command . (heredoc_marker) .)
  .
  (heredoc_block . (heredoc_line) @_first) @injection.content
  (#match? @_first "^#!.*python")
  (#set! injection.language "python")
  (#set! injection.include-children))

; `RUN bash -e <<EOF`: the body is what the shell reads.

(run_instruction
  (shell_command . (shell_fragment) @_shell . (heredoc_marker))
  .
  (heredoc_block) @injection.content
  (#match? @_shell "^(/bin/|/usr/bin/)?(ba|da|a|k|z)?sh( -[a-z]+)* *$")
  (#set! injection.language "bash")
  (#set! injection.include-children))

(run_instruction
  (shell_command . (shell_fragment) @_program . (heredoc_marker))
  .
  (heredoc_block) @injection.content
  (#any-of? @_program "python " "python3 " "python - " "python3 - ")
  (#set! injection.language "python")
  (#set! injection.include-children))
