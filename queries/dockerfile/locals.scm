; Where a stage or a variable is defined, and where one may be meant. The capture names are Neovim's (`local.definition.type`,
; `local.definition.var`, `local.reference`); Helix takes them by their beginning.
;
; A query cannot know which definition a name stands for: of two stages with one name FROM means the one before, `--from` the
; last. dflint decides that. A reference to a stage is an `image_name`, one to a variable is a `variable`.

(source_file) @local.scope

; Stages

(from_instruction as: (image_alias) @local.definition.type)

; Only an image without registry, tag and digest may name a stage.
(from_instruction
  (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @local.reference))

; `--from=` of COPY. No other flag has an image as its value.
(param
  value: (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @local.reference))

; `from=` of RUN --mount
(mount_param_param
  value: (image_spec
    !registry
    !tag
    !digest
    name: (image_name) @local.reference))

; Variables

(arg_instruction name: (unquoted_string) @local.definition.var)
(env_pair name: (unquoted_string) @local.definition.var)
(variable) @local.reference
