; What can be folded: a node over more than one line, or several of them that follow one another.
;
; The capture name is Neovim's. A stage is no node (it reaches to the next FROM); dflint folds it by the model.

[
  (add_instruction)
  (arg_instruction)
  (cmd_instruction)
  (copy_instruction)
  (cross_build_instruction)
  (entrypoint_instruction)
  (env_instruction)
  (expose_instruction)
  (from_instruction)
  (healthcheck_instruction)
  (label_instruction)
  (maintainer_instruction)
  (onbuild_instruction)
  (run_instruction)
  (shell_instruction)
  (stopsignal_instruction)
  (unknown_instruction)
  (user_instruction)
  (volume_instruction)
  (workdir_instruction)
] @fold

(heredoc_block) @fold

(comment)+ @fold
