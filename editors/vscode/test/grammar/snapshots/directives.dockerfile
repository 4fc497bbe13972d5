# syntax=docker/dockerfile:1
#Escape = \
#
# syntax=too late
# dflint: ignore=latest-tag -- it's why
# hadolint ignore=DL3006
# a comment that isn't one of them
FROM scratch
