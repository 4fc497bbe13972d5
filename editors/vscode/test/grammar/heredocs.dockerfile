# SYNTAX TEST "source.dockerfile" "heredocs end where BuildKit ends them"
FROM alpine
RUN <<EOF
#   ^^ keyword.operator.heredoc.dockerfile
#     ^^^ keyword.control.heredoc-token.dockerfile
echo it's
#^^^ meta.embedded.block.shellscript support.function.builtin.shell
USER nobody
#<---- meta.embedded.block.shellscript
#<---- - keyword.other.special-method.dockerfile
EOF
#<--- keyword.control.heredoc-token.dockerfile - meta.embedded.block.shellscript
RUN echo
#<--- keyword.other.special-method.dockerfile
RUN <<-'EOF' bash -e "x"
#   ^^^ keyword.operator.heredoc.dockerfile
#      ^ punctuation.definition.string.begin.dockerfile
#       ^^^ keyword.control.heredoc-token.dockerfile
#                    ^^^ string.quoted.double.dockerfile
EOFX
#<---- meta.embedded.block.shellscript
	EOF
# ^^^ keyword.control.heredoc-token.dockerfile
RUN python3 <<EOF
import os
#<------ meta.embedded.block.python keyword.control.import.python
EOF
RUN <<EOF
#!/usr/bin/env python3
import os
#<------ meta.embedded.block.python keyword.control.import.python
EOF
RUN --mount=type=cache,target=/x \
    <<EOF
#   ^^ keyword.operator.heredoc.dockerfile
EXPOSE 80
#<------ meta.embedded.block.shellscript - keyword.other.special-method.dockerfile
EOF
COPY <<A <<"B" /etc/
#    ^^^ keyword.control.heredoc-token.dockerfile
#        ^^ keyword.operator.heredoc.dockerfile
#           ^ keyword.control.heredoc-token.dockerfile
RUN don't
#<--- string.unquoted.heredoc.dockerfile - keyword.other.special-method.dockerfile
A
RUN again
#<--- string.unquoted.heredoc.dockerfile - keyword.other.special-method.dockerfile
B
COPY <<EOF /etc/app.json
{"a": [1]}
#     ^^^ meta.embedded.block.json meta.structure.array.json
EOF
COPY <<EOF /etc/app.yaml
a: 1
#<- meta.embedded.block.yaml entity.name.tag.yaml
EOF
COPY <<EOF /etc/app.conf
name = $NAME
#      ^^^^^ string.unquoted.heredoc.dockerfile variable.other.dockerfile
EOF
USER nobody
#<---- keyword.other.special-method.dockerfile
RUN cat <<< "$x"
#           ^^^^ string.quoted.double.dockerfile
#       ^^^ - keyword.operator.heredoc.dockerfile
USER nobody
#<---- keyword.other.special-method.dockerfile
