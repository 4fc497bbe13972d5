; What is coloured how.
;
; The capture names are those that Neovim, Helix and Zed share: comment, keyword, string, variable, type, label, constant, number,
; attribute, operator, punctuation, and their subscopes, of which each editor takes as much as its theme knows.
;
; No node is captured twice: editors do not agree whether the first or the last pattern wins. A node inside another one wins
; everywhere.

; Comments and parser directives

(comment) @comment

(directive "#" @punctuation.special)
(directive_name) @keyword.directive
(directive_value) @string

; Keywords. What BuildKit does not know has no colour, so that a misspelt one is seen.

[
  "FROM"
  "AS"
  "RUN"
  "CMD"
  "LABEL"
  "EXPOSE"
  "ENV"
  "ADD"
  "COPY"
  "ENTRYPOINT"
  "VOLUME"
  "USER"
  "WORKDIR"
  "ARG"
  "ONBUILD"
  "STOPSIGNAL"
  "HEALTHCHECK"
  "NONE"
  "SHELL"
  "MAINTAINER"
  "CROSS_BUILD"
] @keyword

; Flags and the options of mounts

[
  "--"
  (param_name)
  (mount_param_name)
] @attribute

(param_value) @string

(end_of_options) @punctuation.special

; Images and stages

(image_registry) @string.special
(image_name) @type
(image_tag) @constant
(image_digest) @string.special
(image_alias) @label

; Names and values

(env_pair name: (unquoted_string) @variable)
(env_pair value: (unquoted_string) @string)
(arg_instruction name: (unquoted_string) @variable)
(arg_instruction default: (unquoted_string) @string)
(label_pair key: (unquoted_string) @attribute)
(label_pair value: (unquoted_string) @string)
(user_instruction user: (unquoted_string) @string)
(user_instruction group: (unquoted_string) @string)
(maintainer_instruction (unquoted_string) @string)

(path) @string.special.path
(expose_port) @number
(signal) @constant

; Strings

[
  (double_quoted_string)
  (single_quoted_string)
  (json_string)
] @string

(escape_sequence) @string.escape

; Expansions

(expansion
  [
    "$"
    "{"
    "}"
  ] @punctuation.special)

(variable) @variable
(expansion_operator) @operator

; Heredocs. The body of a COPY or ADD is text; that of a RUN is coloured by injections.scm.

[
  (heredoc_marker)
  (heredoc_end)
] @label

(copy_instruction (heredoc_block (heredoc_line) @string))
(add_instruction (heredoc_block (heredoc_line) @string))

; Signs

"=" @operator

[
  ","
  ":"
  "@"
  "/"
] @punctuation.delimiter

[
  "["
  "]"
] @punctuation.bracket

(line_continuation) @punctuation.special
