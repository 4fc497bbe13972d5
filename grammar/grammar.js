/// <reference types="tree-sitter-cli/dsl" />
/**
 * The Dockerfile grammar, as BuildKit reads the language.
 *
 * Who does what: a Dockerfile's tokens depend on things a context-free lexer cannot see (the escape directive, heredocs that
 * were announced a line ago, whether `[…` is JSON up to the end of a line that continues). So src/scanner.c makes *every*
 * token; this file only says how tokens make up instructions.
 *
 * Blanks: the scanner skips them, but where a blank ends a word that was read in pieces it gives a `_space`, or an
 * `_any_space` around flags and pairs, where a no-break space is a blank too. So a word is either *closed* (one token that is
 * known to reach the end of the word) or *open* (pieces, to be ended by a space).
 *
 * No text is refused: anything the scanner can produce is accepted here, half-typed lines and unknown instructions too.
 *
 * Node names follow the published tree-sitter-dockerfile wherever they fit, so that existing queries keep working.
 *
 * Generate with tree-sitter-cli 0.27.1 (`cargo install tree-sitter-cli --version 0.27.1 --locked`):
 *     cd grammar && tree-sitter generate --abi 15
 */

// ---------------------------------------------------------------------------------------------------------------------------
// Helpers

/** The keywords, in the order of `enum TokenType` in src/scanner.c. */
const KEYWORDS = [
  'FROM', 'RUN', 'CMD', 'LABEL', 'EXPOSE', 'ENV', 'ADD', 'COPY', 'ENTRYPOINT', 'VOLUME', 'USER', 'WORKDIR', 'ARG', 'ONBUILD',
  'STOPSIGNAL', 'HEALTHCHECK', 'SHELL', 'MAINTAINER', 'CROSS_BUILD', 'AS', 'NONE',
];

const keywordToken = name => '_' + name.toLowerCase();

/** A keyword in any letter case, as an anonymous node with its upper-case name. */
const keyword = ($, name) => alias($[keywordToken(name)], name);

/** Punctuation from the scanner as an anonymous node that is named like its text. */
const EQUALS = $ => alias($._equals, '=');
const FLAG_EQUALS = $ => alias($._flag_equals, '=');
const COMMA = $ => alias($._comma, ',');
const COLON = $ => alias($._colon, ':');
const DASHES = $ => alias($._dashes, '--');

/** What follows a keyword: flags, and `args` unless the line ends in an open flag. `--` ends the flags. */
const flagsAnd = ($, args) => seq(
  repeat($._flag),
  optional(choice(args, $._last_flag, seq($.end_of_options, optional(args)))),
);

const instruction = ($, name, args) => seq(keyword($, name), flagsAnd($, args));

/** One or more items with blanks between them, of the kind `space`; each is a `closed` one or an `open` one. */
const spaced = (space, closed, open) => choice(
  open,
  seq(repeat1(choice(closed, seq(open, space))), optional(open)),
);

/** Words that each become a `node`; `parts` is what an open one is made of. */
const words = ($, parts, node) => spaced($._space, alias($._plain, node), alias(parts, node));

/** The one word of a line or of a list that has its own separator. */
const onlyWord = ($, parts, node) => choice(alias($._plain, node), alias(parts, node));

/** What a word may be made of besides its text. */
const special = $ => [$.expansion, $.escape_sequence, $.double_quoted_string, $.single_quoted_string];

module.exports = grammar({
  name: 'dockerfile',

  externals: $ => [
    // Lines
    $._newline,
    $._space,
    $._any_space,
    $.line_continuation,
    $.comment,
    // Parser directives
    $._directive_hash,
    $.directive_name,
    $.directive_value,
    // Keywords
    ...KEYWORDS.map(name => $[keywordToken(name)]),
    $.unknown_keyword,
    // Flags
    $._dashes,
    $.end_of_options,
    $._flag_name,
    $._flag_name_from,
    $._flag_name_mount,
    $._flag_equals,
    $._mount_key,
    $._mount_key_from,
    // A closed word; and the text of open words, each kind with its own end
    $._plain,
    $._word_text,
    $._pair_text,
    $._flag_text,
    $._rest_text,
    $._image_text,
    $._image_registry,
    $._plain_key,
    $._legacy_key,
    $._raw_text,
    $.shell_fragment,
    // Escapes, quotes, expansions
    $.escape_sequence,
    $._double_quote,
    $._double_quoted_text,
    $._double_quote_end,
    $._single_quote,
    $._single_quoted_text,
    $._single_quote_end,
    $._unterminated,
    $._dollar,
    $._brace_open,
    $._brace_close,
    $.variable,
    $.expansion_operator,
    $._operand_text,
    // Punctuation
    $._equals,
    $._comma,
    $._colon,
    $._at,
    $._slash,
    // JSON form
    $._json_open,
    $._json_close,
    $._json_comma,
    $._json_quote,
    $._json_text,
    $._json_escape,
    // Heredocs
    $.heredoc_marker,
    $.heredoc_line,
    $.heredoc_end,
    // Valid only while tree-sitter recovers from an error
    $._error_sentinel,
  ],

  // The scanner skips blanks itself; this pattern is reached only at the end of the file. It is Go's unicode.IsSpace.
  extras: $ => [
    /[ \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/,
    $.line_continuation,
    $.comment,
  ],

  rules: {
    // -----------------------------------------------------------------------------------------------------------------------
    // The file

    source_file: $ => seq(repeat(seq($._item, $._newline)), optional($._item)),

    _item: $ => choice($.directive, $._instruction),

    directive: $ => seq(
      alias($._directive_hash, '#'),
      field('name', $.directive_name),
      EQUALS($),
      field('value', $.directive_value),
    ),

    _instruction: $ => choice(
      $.from_instruction,
      $.run_instruction,
      $.cmd_instruction,
      $.label_instruction,
      $.expose_instruction,
      $.env_instruction,
      $.add_instruction,
      $.copy_instruction,
      $.entrypoint_instruction,
      $.volume_instruction,
      $.user_instruction,
      $.workdir_instruction,
      $.arg_instruction,
      $.onbuild_instruction,
      $.stopsignal_instruction,
      $.healthcheck_instruction,
      $.shell_instruction,
      $.maintainer_instruction,
      $.cross_build_instruction,
      $.unknown_instruction,
    ),

    // -----------------------------------------------------------------------------------------------------------------------
    // Instructions

    from_instruction: $ => instruction($, 'FROM', seq($.image_spec, optional(seq($._space, optional($._after_image))))),
    _after_image: $ => choice(
      $._extra_words,
      seq(keyword($, 'AS'), optional($._alias)),
    ),
    _alias: $ => choice(
      seq(field('as', alias($._plain, $.image_alias)), optional($._extra_words)),
      seq(field('as', alias($._word_parts, $.image_alias)), optional(seq($._space, optional($._extra_words)))),
    ),

    run_instruction: $ => seq(instruction($, 'RUN', $._command), repeat($.heredoc_block)),
    add_instruction: $ => seq(instruction($, 'ADD', $._paths), repeat($.heredoc_block)),
    copy_instruction: $ => seq(instruction($, 'COPY', $._paths), repeat($.heredoc_block)),

    cmd_instruction: $ => instruction($, 'CMD', $._command),
    entrypoint_instruction: $ => instruction($, 'ENTRYPOINT', $._command),
    shell_instruction: $ => instruction($, 'SHELL', $._command),
    volume_instruction: $ => instruction($, 'VOLUME', $._paths),

    env_instruction: $ => instruction($, 'ENV', choice(
      spaced($._any_space, $.env_pair, alias($._open_env_pair, $.env_pair)),
      alias($._legacy_env_pair, $.env_pair),
    )),
    label_instruction: $ => instruction($, 'LABEL', choice(
      spaced($._any_space, $.label_pair, alias($._open_label_pair, $.label_pair)),
      alias($._legacy_label_pair, $.label_pair),
    )),
    arg_instruction: $ => instruction($, 'ARG', spaced($._any_space, $._arg_definition, $._open_arg_definition)),

    expose_instruction: $ => instruction($, 'EXPOSE', words($, $._word_parts, $.expose_port)),
    workdir_instruction: $ => instruction($, 'WORKDIR', onlyWord($, $._rest_parts, $.path)),
    stopsignal_instruction: $ => instruction($, 'STOPSIGNAL', onlyWord($, $._rest_parts, $.signal)),
    user_instruction: $ => instruction($, 'USER', choice(
      field('user', onlyWord($, $._rest_parts, $.unquoted_string)),
      seq(
        optional(field('user', onlyWord($, $._rest_parts, $.unquoted_string))),
        COLON($),
        optional(field('group', onlyWord($, $._rest_parts, $.unquoted_string))),
      ),
    )),

    healthcheck_instruction: $ => instruction($, 'HEALTHCHECK', choice(
      seq(keyword($, 'NONE'), optional($._extra_words)),
      alias($._healthcheck_command, $.cmd_instruction),
      $.shell_command, // neither CMD nor NONE: BuildKit refuses it, the tree keeps the text
    )),
    _healthcheck_command: $ => seq(keyword($, 'CMD'), optional($._command)),

    onbuild_instruction: $ => instruction($, 'ONBUILD', $._instruction),

    maintainer_instruction: $ => instruction($, 'MAINTAINER', alias($._raw, $.unquoted_string)),

    // A C preprocessor macro of some older build systems. BuildKit knows nothing of it; the published grammar does.
    cross_build_instruction: $ => instruction($, 'CROSS_BUILD', alias($._raw, $.unknown_arguments)),

    unknown_instruction: $ => seq(
      field('keyword', $.unknown_keyword),
      flagsAnd($, field('arguments', alias($._raw, $.unknown_arguments))),
    ),

    // -----------------------------------------------------------------------------------------------------------------------
    // Flags. They may follow every keyword: BuildKit's parser takes them off before it looks at the instruction.

    _flag: $ => choice(
      $.param,
      seq(alias($._open_param, $.param), $._any_space),
      $.mount_param,
      seq(alias($._open_mount_param, $.mount_param), $._any_space),
    ),
    _last_flag: $ => choice(
      alias($._open_param, $.param),
      alias($._open_mount_param, $.mount_param),
    ),

    param: $ => seq(
      DASHES($),
      choice(
        field('name', alias($._flag_name, $.param_name)),
        field('name', alias($._flag_name_from, $.param_name)),
        seq(
          optional(field('name', alias($._flag_name, $.param_name))),
          FLAG_EQUALS($),
          field('value', alias($._plain, $.param_value)),
        ),
      ),
    ),
    _open_param: $ => seq(
      DASHES($),
      // Nothing follows only where continuations stand between the dashes and the end of the word.
      optional(choice(
        seq(
          optional(field('name', alias($._flag_name, $.param_name))),
          FLAG_EQUALS($),
          optional(field('value', alias($._flag_parts, $.param_value))),
        ),
        seq(
          field('name', alias($._flag_name_from, $.param_name)),
          FLAG_EQUALS($),
          optional(field('value', $.image_spec)),
        ),
      )),
    ),

    mount_param: $ => seq(DASHES($), field('name', alias($._flag_name_mount, $.param_name))),
    _open_mount_param: $ => seq(
      DASHES($),
      field('name', alias($._flag_name_mount, $.param_name)),
      FLAG_EQUALS($),
      optional(field('value', $.mount_param_param)),
      repeat(seq(COMMA($), optional(field('value', $.mount_param_param)))),
    ),

    mount_param_param: $ => choice(
      seq(
        field('name', alias($._mount_key, $.mount_param_name)),
        optional(seq(FLAG_EQUALS($), optional(field('value', onlyWord($, $._flag_parts, $.param_value))))),
      ),
      seq(
        field('name', alias($._mount_key_from, $.mount_param_name)),
        optional(seq(FLAG_EQUALS($), optional(field('value', $.image_spec)))),
      ),
    ),

    // -----------------------------------------------------------------------------------------------------------------------
    // Image references

    image_spec: $ => choice(
      seq(field('registry', alias($._image_registry, $.image_registry)), alias($._slash, '/'), optional($._image_reference)),
      $._image_reference,
    ),
    _image_reference: $ => choice(
      seq(field('name', $.image_name), optional(field('tag', $.image_tag)), optional(field('digest', $.image_digest))),
      seq(field('tag', $.image_tag), optional(field('digest', $.image_digest))),
      field('digest', $.image_digest),
    ),
    image_name: $ => $._image_parts,
    image_tag: $ => seq(COLON($), optional($._image_parts)),
    image_digest: $ => seq(alias($._at, '@'), optional($._image_parts)),
    _image_parts: $ => repeat1(choice($._image_text, ...special($))),

    // -----------------------------------------------------------------------------------------------------------------------
    // Words

    _paths: $ => choice(
      $.json_string_array,
      words($, $._path_parts, $.path),
    ),
    _path_parts: $ => repeat1(choice($._word_text, $.heredoc_marker, ...special($))),

    // Words where BuildKit takes no more.
    _extra_words: $ => words($, $._word_parts, $.unexpected_word),

    _word_parts: $ => repeat1(choice($._word_text, ...special($))),
    _flag_parts: $ => repeat1(choice($._flag_text, ...special($))),
    _rest_parts: $ => repeat1(choice($._rest_text, ...special($))),

    // -----------------------------------------------------------------------------------------------------------------------
    // Keys and values

    env_pair: $ => choice(
      field('name', alias($._plain, $.unquoted_string)), // no `=`: BuildKit refuses it
      seq(optional(field('name', $._key)), EQUALS($), field('value', alias($._plain, $.unquoted_string))),
    ),
    _open_env_pair: $ => choice(
      field('name', $._pair_word),
      seq(optional(field('name', $._key)), EQUALS($), optional(field('value', $._pair_word))),
    ),

    label_pair: $ => choice(
      field('key', alias($._plain, $.unquoted_string)),
      seq(optional(field('key', $._key)), EQUALS($), field('value', alias($._plain, $.unquoted_string))),
    ),
    _open_label_pair: $ => choice(
      field('key', $._pair_word),
      seq(optional(field('key', $._key)), EQUALS($), optional(field('value', $._pair_word))),
    ),

    _arg_definition: $ => choice(
      field('name', alias($._plain, $.unquoted_string)),
      seq(optional(field('name', $._key)), EQUALS($), field('default', alias($._plain, $.unquoted_string))),
    ),
    _open_arg_definition: $ => choice(
      field('name', $._pair_word),
      seq(optional(field('name', $._key)), EQUALS($), optional(field('default', $._pair_word))),
    ),

    // `ENV key the rest`: the form before `=`.
    _legacy_env_pair: $ => seq(
      field('name', alias($._legacy_key, $.unquoted_string)),
      optional(field('value', onlyWord($, $._rest_parts, $.unquoted_string))),
    ),
    _legacy_label_pair: $ => seq(
      field('key', alias($._legacy_key, $.unquoted_string)),
      optional(field('value', onlyWord($, $._rest_parts, $.unquoted_string))),
    ),

    _key: $ => choice(alias($._plain_key, $.unquoted_string), $._pair_word),

    // A string in quotes is a node of its own; anything that is glued to more is one unquoted string with it inside.
    _pair_word: $ => choice($.double_quoted_string, $.single_quoted_string, alias($._pair_parts, $.unquoted_string)),
    _pair_parts: $ => choice(
      seq(choice($.double_quoted_string, $.single_quoted_string), repeat1($._pair_part)),
      seq(choice($._pair_text, $.expansion, $.escape_sequence), repeat($._pair_part)),
    ),
    _pair_part: $ => choice($._pair_text, ...special($)),

    // -----------------------------------------------------------------------------------------------------------------------
    // Quotes and expansions

    double_quoted_string: $ => seq(
      alias($._double_quote, '"'),
      repeat(choice($._double_quoted_text, $.escape_sequence, $.expansion)),
      choice(alias($._double_quote_end, '"'), $._unterminated),
    ),

    single_quoted_string: $ => seq(
      alias($._single_quote, '\''),
      repeat($._single_quoted_text),
      choice(alias($._single_quote_end, '\''), $._unterminated),
    ),

    expansion: $ => seq(
      alias($._dollar, '$'),
      choice(
        $.variable,
        seq(
          alias($._brace_open, '{'),
          optional($.variable),
          optional(seq($.expansion_operator, repeat(choice($._operand_text, ...special($))))),
          choice(alias($._brace_close, '}'), $._unterminated),
        ),
      ),
    ),

    // -----------------------------------------------------------------------------------------------------------------------
    // Commands and JSON form

    _command: $ => choice($.json_string_array, $.shell_command),

    shell_command: $ => repeat1(choice($.shell_fragment, $.heredoc_marker)),

    json_string_array: $ => seq(
      alias($._json_open, '['),
      optional(seq($.json_string, repeat(seq(alias($._json_comma, ','), $.json_string)))),
      alias($._json_close, ']'),
    ),

    json_string: $ => seq(
      alias($._json_quote, '"'),
      repeat(choice($._json_text, alias($._json_escape, $.escape_sequence))),
      alias($._json_quote, '"'),
    ),

    // The rest of the line, as it is.
    _raw: $ => repeat1($._raw_text),

    // -----------------------------------------------------------------------------------------------------------------------
    // Heredocs

    heredoc_block: $ => prec.right(choice(
      seq(repeat($.heredoc_line), $.heredoc_end),
      repeat1($.heredoc_line), // no terminator up to the end of the file
    )),
  },
});
