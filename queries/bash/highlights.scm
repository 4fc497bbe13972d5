; What is coloured how in the shell text of a Dockerfile, in the capture names of dockerfile/highlights.scm.
;
; The server runs it, for semantic tokens; editors bring their own query of this language. No node is captured twice, and a node
; inside another one wins.

(comment) @comment

[
  "if"
  "then"
  "elif"
  "else"
  "fi"
  "for"
  "select"
  "in"
  "while"
  "until"
  "do"
  "done"
  "case"
  "esac"
  "function"
  "declare"
  "export"
  "local"
  "readonly"
  "typeset"
  "unset"
] @keyword

; Commands and their words

(command_name) @function
(function_definition name: (word) @function)

((command argument: (word) @attribute) (#match? @attribute "^[-+]."))
((command argument: (word) @variable.parameter) (#match? @variable.parameter "^([^-+]|.$)"))
(test_operator) @operator

; Values

[
  (string)
  (raw_string)
  (ansi_c_string)
  (translated_string)
  (heredoc_body)
] @string

[
  (heredoc_start)
  (heredoc_end)
] @label

(number) @number
(file_descriptor) @number

; Variables

[
  (variable_name)
  (special_variable_name)
] @variable

[
  "$"
  "${"
  "$("
  "$(("
  "`"
] @punctuation.special

(expansion "}" @punctuation.special)
(command_substitution ")" @punctuation.special)
(arithmetic_expansion "))" @punctuation.special)

; Signs

[
  "&&"
  "||"
  "|"
  "|&"
  "&"
  ";"
  ";;"
  ">"
  ">>"
  ">|"
  "<"
  "<<"
  "<<-"
  "<<<"
  "&>"
  "&>>"
  ">&"
  "<&"
] @operator

(variable_assignment ["=" "+="] @operator)
