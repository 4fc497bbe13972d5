# SYNTAX TEST "source.dockerfile" "instructions, strings that end with them, continued lines"
FROM --platform=$BUILDPLATFORM image-as-base:${VERSION:-1} AS build-env
#<---- keyword.other.special-method.dockerfile
#    ^^ punctuation.definition.flag.dockerfile
#      ^^^^^^^^ entity.other.attribute-name.flag.dockerfile
#               ^^^^^^^^^^^^^^ variable.other.dockerfile
#                              ^^^^^^^^^^^^^ - keyword.other.special-method.dockerfile
#                                            ^^^^^^^^^^^^^ variable.other.dockerfile
#                                                          ^^ keyword.other.special-method.dockerfile
#                                                             ^^^^^^^^^ entity.name.type.stage.dockerfile
RUN apk \
#       ^ punctuation.separator.continuation.dockerfile
    # don't
#   ^^^^^^^ comment.line.number-sign.dockerfile
    add curl 'a b' \
#   ^^^ - keyword.other.special-method.dockerfile
#            ^^^^^ string.quoted.single.dockerfile

    user
#   ^^^^ - keyword.other.special-method.dockerfile
RUN echo don't
USER nobody
#<---- keyword.other.special-method.dockerfile - string.quoted.single.dockerfile
ENV A="b \
#     ^^ string.quoted.double.dockerfile
  c" D=e
# ^^ string.quoted.double.dockerfile
#    ^ variable.other.assignment.dockerfile - string.quoted.double.dockerfile
ONBUILD COPY a b
#<------- keyword.control.dockerfile
#       ^^^^ keyword.other.special-method.dockerfile
copy --from=build-env --chown=1:1 /a /b
#<---- keyword.other.special-method.dockerfile
#      ^^^^ entity.other.attribute-name.flag.dockerfile
#           ^^^^^^^^^ entity.name.type.stage.dockerfile
RUN --mount=type=cache,target=/root/.cache,sharing=locked \
#     ^^^^^ entity.other.attribute-name.flag.dockerfile
#           ^^^^ variable.parameter.mount.dockerfile
#                ^^^^^ support.constant.mount.dockerfile
#                      ^^^^^^ variable.parameter.mount.dockerfile
#                             ^^^^^^^^^^^^ string.unquoted.mount.dockerfile
    --mount=type=bind,from=build-env,source=/x,rw \
#     ^^^^^ entity.other.attribute-name.flag.dockerfile
#                     ^^^^ variable.parameter.mount.dockerfile
#                          ^^^^^^^^^ entity.name.type.stage.dockerfile
#                                              ^^ variable.parameter.mount.dockerfile
    apt-get install --yes curl
#                   ^^^^^ - entity.other.attribute-name.flag.dockerfile
HEALTHCHECK --interval=3s CMD curl -f "localhost"
#             ^^^^^^^^ entity.other.attribute-name.flag.dockerfile
#                         ^^^ keyword.other.special-method.dockerfile
#                                     ^^^^^^^^^^^ string.quoted.double.dockerfile
CMD ["a", "b"]
#    ^^^ string.quoted.double.dockerfile
# dflint: ignore=latest-tag -- it's why
# hadolint ignore=DL3006
FROM scratch
#<---- keyword.other.special-method.dockerfile
