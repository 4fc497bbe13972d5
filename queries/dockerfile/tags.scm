; What belongs into an outline or an index of names. The capture names are those of `tree-sitter tags`: `name`, and around it
; `definition.…` or `reference.…`; a stage counts as a module, a variable as a constant.

; Stages: by their name, or else by what they are built on

(from_instruction as: (image_alias) @name) @definition.module

(from_instruction
  !as
  (image_spec) @name) @definition.module

; Variables

(arg_instruction name: (unquoted_string) @name) @definition.constant
(env_pair name: (unquoted_string) @name) @definition.constant

; References: see locals.scm

(from_instruction
  (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @name) @reference.module)

(param
  value: (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @name) @reference.module)

(mount_param_param
  value: (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @name) @reference.module)

(expansion (variable) @name) @reference.constant
