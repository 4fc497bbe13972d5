// The scanner of the Dockerfile grammar: it makes every token.
//
// BuildKit reads a Dockerfile in two steps (frontend/dockerfile/parser/parser.go): physical lines are joined into logical
// lines, then each logical line is split by the rules of its instruction. A token here is a piece of a *physical* line, so
// this file does both steps at once:
//
//   * line structure: continuations, comments and blank lines inside them, the escape directive, heredoc bodies;
//   * words: what ends a word depends on the instruction, so the kinds of text have tokens of their own, and the tokens that
//     the grammar allows at a place (`valid`) say which rules apply there.
//
// Some questions need the whole logical line (is `[…` a JSON array? does the line announce heredocs? is `ENV a b` the form
// without `=`?). They are answered once, by a look ahead at the keyword, and kept in the state.
//
// Nothing here loops without advancing, and every look ahead inside a word is bounded, so scanning is linear.

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <stdint.h>
#include <string.h>

// ---------------------------------------------------------------------------------------------------------------------------
// Tokens, in the order of `externals` in grammar.js

enum TokenType {
  NEWLINE,
  SPACE,
  ANY_SPACE,
  LINE_CONTINUATION,
  COMMENT,

  DIRECTIVE_HASH,
  DIRECTIVE_NAME,
  DIRECTIVE_VALUE,

  KEYWORD_FROM,
  KEYWORD_RUN,
  KEYWORD_CMD,
  KEYWORD_LABEL,
  KEYWORD_EXPOSE,
  KEYWORD_ENV,
  KEYWORD_ADD,
  KEYWORD_COPY,
  KEYWORD_ENTRYPOINT,
  KEYWORD_VOLUME,
  KEYWORD_USER,
  KEYWORD_WORKDIR,
  KEYWORD_ARG,
  KEYWORD_ONBUILD,
  KEYWORD_STOPSIGNAL,
  KEYWORD_HEALTHCHECK,
  KEYWORD_SHELL,
  KEYWORD_MAINTAINER,
  KEYWORD_CROSS_BUILD,
  KEYWORD_AS,
  KEYWORD_NONE,
  UNKNOWN_KEYWORD,

  DASHES,
  END_OF_OPTIONS,
  FLAG_NAME,
  FLAG_NAME_FROM,
  FLAG_NAME_MOUNT,
  FLAG_EQUALS,
  MOUNT_KEY,
  MOUNT_KEY_FROM,

  PLAIN,
  WORD_TEXT,
  PAIR_TEXT,
  FLAG_TEXT,
  REST_TEXT,
  IMAGE_TEXT,
  IMAGE_REGISTRY,
  PLAIN_KEY,
  LEGACY_KEY,
  RAW_TEXT,
  SHELL_FRAGMENT,

  ESCAPE_SEQUENCE,
  DOUBLE_QUOTE,
  DOUBLE_QUOTED_TEXT,
  DOUBLE_QUOTE_END,
  SINGLE_QUOTE,
  SINGLE_QUOTED_TEXT,
  SINGLE_QUOTE_END,
  UNTERMINATED,
  DOLLAR,
  BRACE_OPEN,
  BRACE_CLOSE,
  VARIABLE,
  EXPANSION_OPERATOR,
  OPERAND_TEXT,

  EQUALS,
  COMMA,
  COLON,
  AT,
  SLASH,

  JSON_OPEN,
  JSON_CLOSE,
  JSON_COMMA,
  JSON_QUOTE,
  JSON_TEXT,
  JSON_ESCAPE,

  HEREDOC_MARKER,
  HEREDOC_LINE,
  HEREDOC_END,

  ERROR_SENTINEL,
};

static const char *const KEYWORDS[] = {
  "from", "run",  "cmd",     "label",   "expose",     "env",         "add",   "copy",       "entrypoint", "volume",
  "user", "workdir", "arg", "onbuild", "stopsignal", "healthcheck", "shell", "maintainer",
};
#define KEYWORD_COUNT (sizeof KEYWORDS / sizeof *KEYWORDS)

// ---------------------------------------------------------------------------------------------------------------------------
// State

// A heredoc that still has to come: a 63-bit hash of its name, and in the lowest bit whether it is a `<<-`.
typedef uint64_t Heredoc;

enum {
  // BuildKit has no limit. This one is what fits into tree-sitter's 1024 bytes of state.
  MAX_HEREDOCS = 100,
  // How far a look ahead inside one word goes, in characters.
  WORD_LOOKAHEAD = 1024,
  // A larger line buffer is given back after use, in characters.
  KEPT_LINE = 1 << 14,
};

typedef struct {
  int32_t *chars;
  uint32_t length;
  uint32_t capacity;
  bool has_heredoc_sign; // `<<` is somewhere in it
} Line;

typedef struct {
  // What tree-sitter keeps for us between tokens (see `serialize`).
  int32_t escape;           // `\`, or the backtick of an escape directive
  bool directives_over;     // no parser directive can follow
  uint8_t directives_seen;  // bit 0 syntax, 1 escape, 2 check
  bool in_gap;              // a continuation was read; the next line that is neither blank nor comment goes on with it
  bool json;                // the arguments of this instruction are a JSON array of strings
  bool legacy;              // the arguments of this ENV or LABEL have no `=`
  uint8_t onbuild_depth;    // ONBUILD keywords before this place
  uint8_t heredoc_count;
  uint8_t marker_count;
  Heredoc heredocs[MAX_HEREDOCS];
  uint8_t markers[MAX_HEREDOCS]; // for each heredoc: how many `<<` in the arguments come before its own and after the last one's

  // Scratch space of one call.
  Line line;
} Scanner;

enum {
  FLAG_BACKTICK = 1 << 0,
  FLAG_DIRECTIVES_OVER = 1 << 1,
  FLAG_SEEN_SHIFT = 2,
  FLAG_SEEN_MASK = 7 << 2,
  FLAG_IN_GAP = 1 << 5,
  FLAG_JSON = 1 << 6,
  FLAG_LEGACY = 1 << 7,
};

void *tree_sitter_dockerfile_external_scanner_create(void) {
  Scanner *scanner = ts_calloc(1, sizeof(Scanner));
  if (scanner) scanner->escape = '\\';
  return scanner;
}

void tree_sitter_dockerfile_external_scanner_destroy(void *payload) {
  Scanner *scanner = payload;
  if (scanner) ts_free(scanner->line.chars);
  ts_free(scanner);
}

unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *s = payload;
  uint8_t flags = (uint8_t)(
    (s->escape == '`' ? FLAG_BACKTICK : 0) | (s->directives_over ? FLAG_DIRECTIVES_OVER : 0) |
    (s->directives_seen << FLAG_SEEN_SHIFT) | (s->in_gap ? FLAG_IN_GAP : 0) | (s->json ? FLAG_JSON : 0) |
    (s->legacy ? FLAG_LEGACY : 0)
  );
  unsigned size = 0;
  buffer[size++] = (char)flags;
  if (!s->onbuild_depth && !s->heredoc_count && !s->marker_count) return size;
  buffer[size++] = (char)s->onbuild_depth;
  buffer[size++] = (char)s->heredoc_count;
  buffer[size++] = (char)s->marker_count;
  memcpy(buffer + size, s->heredocs, s->heredoc_count * sizeof(Heredoc));
  size += s->heredoc_count * (unsigned)sizeof(Heredoc);
  memcpy(buffer + size, s->markers, s->marker_count);
  size += s->marker_count;
  return size;
}

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *s = payload;
  uint8_t flags = length > 0 ? (uint8_t)buffer[0] : 0;
  s->escape = flags & FLAG_BACKTICK ? '`' : '\\';
  s->directives_over = flags & FLAG_DIRECTIVES_OVER;
  s->directives_seen = (uint8_t)((flags & FLAG_SEEN_MASK) >> FLAG_SEEN_SHIFT);
  s->in_gap = flags & FLAG_IN_GAP;
  s->json = flags & FLAG_JSON;
  s->legacy = flags & FLAG_LEGACY;
  s->onbuild_depth = 0;
  s->heredoc_count = 0;
  s->marker_count = 0;
  if (length < 4) return;
  uint8_t heredocs = (uint8_t)buffer[2];
  uint8_t markers = (uint8_t)buffer[3];
  // Only `serialize` writes states; one that it cannot have written is not followed out of bounds.
  if (heredocs > MAX_HEREDOCS || markers > MAX_HEREDOCS || length < 4 + heredocs * sizeof(Heredoc) + markers) return;
  s->onbuild_depth = (uint8_t)buffer[1];
  s->heredoc_count = heredocs;
  s->marker_count = markers;
  memcpy(s->heredocs, buffer + 4, heredocs * sizeof(Heredoc));
  memcpy(s->markers, buffer + 4 + heredocs * sizeof(Heredoc), markers);
}

// What an instruction leaves behind does not outlive its line.
static void forget_instruction(Scanner *s) {
  s->json = false;
  s->legacy = false;
  s->onbuild_depth = 0;
  s->heredoc_count = 0;
  s->marker_count = 0;
}

// ---------------------------------------------------------------------------------------------------------------------------
// Characters

// Go's unicode.IsSpace.
static bool is_space(int32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

// What separates words that BuildKit splits by the pattern `[\t\v\f\r ]+`.
static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static int32_t to_lower(int32_t c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

static bool is_letter(int32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  // Near enough to Go's unicode.IsLetter for showing a name: not the signs and punctuation of Latin-1, general punctuation
  // and symbols, CJK punctuation and full-width signs. What a name means is decided by the model, with exact tables.
  if (c < 0xc0) return c == 0xaa || c == 0xb5 || c == 0xba;
  return c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0x3000 && c <= 0x3004) && !(c >= 0x3008 && c <= 0x3020) &&
         !(c >= 0xff00 && c <= 0xff20) && !(c >= 0xff3b && c <= 0xff40) && !(c >= 0xff5b && c <= 0xff65) && c < 0x1f000;
}

static bool is_name(int32_t c) { return is_letter(c) || is_digit(c) || c == '_'; }

// A shell's special parameters: `$?`, `$@`, … BuildKit takes them for names.
static bool is_special_parameter(int32_t c) {
  return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!';
}

// ---------------------------------------------------------------------------------------------------------------------------
// Lexer shorthands

static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static inline void skip(TSLexer *lexer) { lexer->advance(lexer, true); }

static inline void mark_end(TSLexer *lexer) { lexer->mark_end(lexer); }

// A NUL in the file looks like the end of the file.
static inline bool at_end(TSLexer *lexer) { return lexer->lookahead == 0 && lexer->eof(lexer); }

static inline bool at_line_end(TSLexer *lexer) { return lexer->lookahead == '\n' || at_end(lexer); }

static bool give(TSLexer *lexer, enum TokenType token) {
  lexer->result_symbol = (TSSymbol)token;
  return true;
}

static uint32_t advance_over(TSLexer *lexer, int32_t c) {
  uint32_t count = 0;
  while (lexer->lookahead == c && !at_end(lexer)) {
    advance(lexer);
    count++;
  }
  return count;
}

static uint32_t advance_over_tabs_and_spaces(TSLexer *lexer) {
  uint32_t count = 0;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t') {
    advance(lexer);
    count++;
  }
  return count;
}

// After a single escape character: whether only `[ \t]*` and carriage returns stand between here and the end of the line.
static bool advance_to_line_end(TSLexer *lexer) {
  advance_over_tabs_and_spaces(lexer);
  advance_over(lexer, '\r');
  return at_line_end(lexer);
}

static void advance_to_next_line(TSLexer *lexer) {
  while (!at_line_end(lexer)) advance(lexer);
  if (!at_end(lexer)) advance(lexer);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Looking ahead over a logical line

static void line_push(Line *line, int32_t c) {
  if (line->length == line->capacity) {
    uint32_t capacity = line->capacity ? line->capacity * 2 : 256;
    int32_t *chars = ts_realloc(line->chars, capacity * sizeof *chars);
    if (!chars) return;
    line->chars = chars;
    line->capacity = capacity;
  }
  if (c == '<' && line->length && line->chars[line->length - 1] == '<') line->has_heredoc_sign = true;
  line->chars[line->length++] = c;
}

static void line_push_times(Line *line, int32_t c, uint32_t count) {
  while (count--) line_push(line, c);
}

// After a continuation: skips blank lines and comments; gives the number of leading spaces of the line that goes on.
static uint32_t advance_over_gap(TSLexer *lexer) {
  for (;;) {
    uint32_t indent = 0;
    while (lexer->lookahead != '\n' && is_space(lexer->lookahead)) {
      advance(lexer);
      indent++;
    }
    if (at_end(lexer)) return indent;
    if (lexer->lookahead == '\n') advance(lexer);
    else if (lexer->lookahead == '#') advance_to_next_line(lexer);
    else return indent;
  }
}

// Reads from here to the end of the logical line into `s->line`, joined as BuildKit joins it (but that a tab may have become a
// space where that changes nothing).
static void read_logical_line(Scanner *s, TSLexer *lexer) {
  Line *line = &s->line;
  line->length = 0;
  line->has_heredoc_sign = false;
  if (line->capacity > KEPT_LINE) {
    ts_free(line->chars);
    line->chars = NULL;
    line->capacity = 0;
  }
  for (;;) {
    int32_t c = lexer->lookahead;
    if (c == '\n' || at_end(lexer)) return;
    if (c == '\r') {
      uint32_t returns = advance_over(lexer, '\r');
      if (at_line_end(lexer)) return;
      line_push_times(line, '\r', returns);
    } else if (c != s->escape) {
      line_push(line, c);
      advance(lexer);
    } else {
      uint32_t escapes = advance_over(lexer, s->escape);
      if (escapes > 1) {
        line_push_times(line, s->escape, escapes);
        continue;
      }
      uint32_t blanks = advance_over_tabs_and_spaces(lexer);
      uint32_t returns = advance_over(lexer, '\r');
      if (at_line_end(lexer)) {
        if (at_end(lexer)) return;
        advance(lexer);
        line_push_times(line, ' ', advance_over_gap(lexer));
      } else {
        line_push(line, s->escape);
        line_push_times(line, ' ', blanks);
        line_push_times(line, '\r', returns);
      }
    }
  }
}

// The end of the word at `i`, or the end of the line: quotes and escapes protect blanks (extractBuilderFlags, parseWords).
static uint32_t end_of_quoted_word(const Line *line, uint32_t i, int32_t escape) {
  int32_t quote = 0;
  for (; i < line->length; i++) {
    int32_t c = line->chars[i];
    if (c == escape && quote != '\'') i++;
    else if (quote) quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'') quote = c;
    else if (is_space(c)) break;
  }
  return i < line->length ? i : line->length;
}

static uint32_t skip_spaces(const Line *line, uint32_t i) {
  while (i < line->length && is_space(line->chars[i])) i++;
  return i;
}

// Where the arguments begin, after the flags (extractBuilderFlags).
static uint32_t start_of_arguments(const Line *line, int32_t escape) {
  uint32_t i = skip_spaces(line, 0);
  while (i + 1 < line->length && line->chars[i] == '-' && line->chars[i + 1] == '-') {
    uint32_t end = end_of_quoted_word(line, i, escape);
    bool end_of_options = end == i + 2;
    i = skip_spaces(line, end);
    if (end_of_options) break;
  }
  return i;
}

// Whether the first word has no `=`: ENV and LABEL then take one key and the rest of the line (parseNameVal).
static bool is_legacy_pair(const Line *line, uint32_t start, int32_t escape) {
  uint32_t end = end_of_quoted_word(line, start, escape);
  for (uint32_t i = start; i < end; i++) {
    if (line->chars[i] == '=') return false;
  }
  return end > start;
}

// ---------------------------------------------------------------------------------------------------------------------------
// JSON arrays of strings (RFC 8259, as Go's encoding/json reads it)

static bool is_json_space(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static uint32_t skip_json_spaces(const Line *line, uint32_t i) {
  while (i < line->length && is_json_space(line->chars[i])) i++;
  return i;
}

static bool is_hex(int32_t c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }

// From an opening quote to after the closing one; 0 if this is no JSON string.
static uint32_t skip_json_string(const Line *line, uint32_t i) {
  if (i >= line->length || line->chars[i] != '"') return 0;
  for (i++; i < line->length; i++) {
    int32_t c = line->chars[i];
    if (c == '"') return i + 1;
    if (c >= 0 && c < 0x20) return 0;
    if (c != '\\') continue;
    if (++i >= line->length) return 0;
    switch (line->chars[i]) {
      case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        break;
      case 'u':
        for (int digit = 0; digit < 4; digit++) {
          if (++i >= line->length || !is_hex(line->chars[i])) return 0;
        }
        break;
      default:
        return 0;
    }
  }
  return 0;
}

static bool is_json_string_array(const Line *line, uint32_t i) {
  uint32_t end = line->length;
  while (end > i && is_space(line->chars[end - 1])) end--;
  if (i >= end || line->chars[i] != '[') return false;
  i = skip_json_spaces(line, i + 1);
  if (i < end && line->chars[i] == ']') return i + 1 == end;
  for (;;) {
    i = skip_json_string(line, i);
    if (i == 0) return false;
    i = skip_json_spaces(line, i);
    if (i >= end) return false;
    if (line->chars[i] == ']') return i + 1 == end;
    if (line->chars[i] != ',') return false;
    i = skip_json_spaces(line, i + 1);
  }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Heredocs of a logical line
//
// BuildKit splits the whole line into shell words (shell/lex.go with RawQuotes, RawEscapes and SkipUnsetEnv, always with the
// backslash as escape character) and takes a word for a heredoc that matches `^(\d*)<<(-?)\s*([^<]*)$`. An error anywhere in
// the line, such as an open quote, means no heredoc at all.

// A cursor over the characters of one shell word or line, with what it has made of them so far.
typedef struct {
  const int32_t *chars;
  uint32_t length;
  uint32_t at;
  bool failed;
} Shell;

static bool shell_more(const Shell *shell) { return shell->at < shell->length; }

static int32_t shell_peek(const Shell *shell) { return shell_more(shell) ? shell->chars[shell->at] : -2; }

static void shell_fail(Shell *shell) {
  shell->failed = true;
  shell->at = shell->length;
}

static void shell_skip_single_quotes(Shell *shell) {
  shell->at++;
  while (shell_more(shell) && shell->chars[shell->at] != '\'') shell->at++;
  if (shell_more(shell)) shell->at++;
  else shell_fail(shell);
}

static void shell_skip_dollar(Shell *shell, int depth);

static void shell_skip_double_quotes(Shell *shell, int depth) {
  shell->at++;
  while (shell_more(shell)) {
    int32_t c = shell->chars[shell->at];
    if (c == '"') {
      shell->at++;
      return;
    }
    if (c == '$') {
      shell_skip_dollar(shell, depth);
      continue;
    }
    shell->at++;
    if (c == '\\') {
      int32_t next = shell_peek(shell);
      if (next == '"' || next == '$' || next == '\\') shell->at++;
    }
  }
  shell_fail(shell);
}

// The operand of `${name:-operand}`, up to and with `stop`.
static void shell_skip_operand(Shell *shell, int32_t stop, int depth) {
  while (shell_more(shell)) {
    int32_t c = shell->chars[shell->at];
    if (c == stop) {
      shell->at++;
      return;
    }
    if (c == '\'') shell_skip_single_quotes(shell);
    else if (c == '"') shell_skip_double_quotes(shell, depth);
    else if (c == '$') shell_skip_dollar(shell, depth);
    else if (c == '\\') shell->at += shell->at + 1 < shell->length ? 2 : 1;
    else shell->at++;
  }
  shell_fail(shell);
}

static void shell_skip_name(Shell *shell) {
  int32_t first = shell_peek(shell);
  if (is_digit(first)) {
    while (is_digit(shell_peek(shell))) shell->at++;
  } else if (is_special_parameter(first)) {
    shell->at++;
  } else {
    while (shell_more(shell) && is_name(shell_peek(shell))) shell->at++;
  }
}

static void shell_skip_dollar(Shell *shell, int depth) {
  shell->at++;
  if (shell_peek(shell) != '{') {
    shell_skip_name(shell);
    return;
  }
  shell->at++;
  int32_t first = shell_peek(shell);
  if (!shell_more(shell) || first == '{' || first == '}' || first == ':' || depth > 100) {
    shell_fail(shell);
    return;
  }
  shell_skip_name(shell);
  int32_t operator = shell_peek(shell);
  shell->at++;
  switch (operator) {
    case '}':
      return;
    case ':':
      shell->at++;
      // fallthrough
    case '+': case '-': case '?': case '#': case '%':
      shell_skip_operand(shell, '}', depth + 1);
      return;
    case '/':
      if (shell_peek(shell) == '/') shell->at++;
      shell_skip_operand(shell, '/', depth + 1);
      if (!shell->failed) shell_skip_operand(shell, '}', depth + 1);
      return;
    default:
      shell_fail(shell);
  }
}

// A piece of a word that blanks do not split: quotes, an escaped character, `<<` with the blanks after it, one character.
static void shell_skip_piece(Shell *shell) {
  switch (shell_peek(shell)) {
    case '\'':
      shell_skip_single_quotes(shell);
      break;
    case '"':
      shell_skip_double_quotes(shell, 0);
      break;
    case '\\':
      shell->at += shell->at + 1 < shell->length ? 2 : 1;
      break;
    case '<':
      shell->at++;
      if (shell_peek(shell) != '<') break;
      shell->at++;
      while (shell_more(shell) && is_space(shell_peek(shell))) shell->at++;
      break;
    default:
      shell->at++;
  }
}

// Where the word at the cursor ends. A `$…` is read whole, but blanks inside it do split words.
static void shell_skip_word(Shell *shell) {
  uint32_t dollar_end = 0;
  while (shell_more(shell)) {
    if (is_space(shell_peek(shell))) return;
    if (shell->at < dollar_end) {
      shell->at++;
    } else if (shell_peek(shell) == '$') {
      Shell ahead = *shell;
      shell_skip_dollar(&ahead, 0);
      if (ahead.failed) {
        shell_fail(shell);
        return;
      }
      dollar_end = ahead.at;
      shell->at++;
    } else {
      shell_skip_piece(shell);
    }
  }
}

#define HASH_START 14695981039346656037ULL

static uint64_t hash_char(uint64_t hash, int32_t c) {
  for (int byte = 0; byte < 4; byte++) {
    hash ^= (uint8_t)((uint32_t)c >> (8 * byte));
    hash *= 1099511628211ULL;
  }
  return hash;
}

static Heredoc make_heredoc(uint64_t hash, bool chomp) { return (hash << 1) | (chomp ? 1 : 0); }

// The hash of a heredoc's name: its word without quotes and escapes. False if the word has no characters.
static bool hash_heredoc_name(const int32_t *chars, uint32_t length, uint64_t *hash) {
  uint32_t named = 0;
  *hash = HASH_START;
  for (uint32_t i = 0; i < length;) {
    int32_t c = chars[i++];
    if (c == '\'') {
      for (; i < length && chars[i] != '\''; i++, named++) *hash = hash_char(*hash, chars[i]);
      i++;
    } else if (c == '"') {
      for (; i < length && chars[i] != '"'; i++, named++) {
        bool escapes = chars[i] == '\\' && i + 1 < length && (chars[i + 1] == '"' || chars[i + 1] == '$' || chars[i + 1] == '\\');
        if (escapes) i++;
        *hash = hash_char(*hash, chars[i]);
      }
      i++;
    } else {
      if (c == '\\') {
        if (i >= length) break;
        c = chars[i++];
      }
      *hash = hash_char(*hash, c);
      named++;
    }
  }
  return named > 0;
}

// `^(\d*)<<(-?)\s*([^<]*)$`
static bool parse_heredoc_word(const int32_t *chars, uint32_t length, Heredoc *heredoc) {
  uint32_t i = 0;
  while (i < length && is_digit(chars[i])) i++;
  if (i + 2 > length || chars[i] != '<' || chars[i + 1] != '<') return false;
  i += 2;
  bool chomp = i < length && chars[i] == '-';
  if (chomp) i++;
  while (i < length && is_space(chars[i])) i++;
  for (uint32_t k = i; k < length; k++) {
    if (chars[k] == '<') return false;
  }
  uint64_t hash;
  if (!hash_heredoc_name(chars + i, length - i, &hash)) return false;
  *heredoc = make_heredoc(hash, chomp);
  return true;
}

// How many runs of two or more `<` begin in [from, to).
static uint32_t count_heredoc_signs(const Line *line, uint32_t from, uint32_t to) {
  uint32_t count = 0;
  for (uint32_t i = from; i + 1 < to; i++) {
    if (line->chars[i] != '<' || line->chars[i + 1] != '<') continue;
    count++;
    while (i + 1 < to && line->chars[i + 1] == '<') i++;
  }
  return count;
}

static void find_heredocs(Scanner *s, uint32_t arguments) {
  const Line *line = &s->line;
  Shell shell = {.chars = line->chars, .length = line->length};
  uint32_t counted = arguments;
  while (shell_more(&shell)) {
    while (shell_more(&shell) && is_space(shell_peek(&shell))) shell.at++;
    uint32_t start = shell.at;
    shell_skip_word(&shell);
    Heredoc heredoc;
    if (shell.failed || s->heredoc_count == MAX_HEREDOCS) break;
    if (!parse_heredoc_word(line->chars + start, shell.at - start, &heredoc)) continue;
    s->heredocs[s->heredoc_count++] = heredoc;
    if (start < counted) continue; // in a flag: no marker node
    uint32_t signs = count_heredoc_signs(line, counted, start);
    s->markers[s->marker_count++] = signs > UINT8_MAX ? UINT8_MAX : (uint8_t)signs;
    counted = shell.at;
  }
  if (shell.failed) {
    s->heredoc_count = 0;
    s->marker_count = 0;
  }
}

// ---------------------------------------------------------------------------------------------------------------------------
// What the whole line decides, asked once at the keyword

static bool may_be_json(enum TokenType keyword) {
  switch (keyword) {
    case KEYWORD_RUN: case KEYWORD_CMD: case KEYWORD_ENTRYPOINT: case KEYWORD_SHELL: case KEYWORD_VOLUME: case KEYWORD_ADD:
    case KEYWORD_COPY:
      return true;
    default:
      return false;
  }
}

static bool may_have_heredocs(enum TokenType keyword) {
  return keyword == KEYWORD_RUN || keyword == KEYWORD_ADD || keyword == KEYWORD_COPY;
}

static bool has_pairs(enum TokenType keyword) { return keyword == KEYWORD_ENV || keyword == KEYWORD_LABEL; }

// The end of the keyword is marked already; this only looks ahead.
static void decide_forms(Scanner *s, TSLexer *lexer, enum TokenType keyword) {
  s->json = false;
  s->legacy = false;
  s->heredoc_count = 0;
  s->marker_count = 0;
  if (!may_be_json(keyword) && !has_pairs(keyword)) return;
  read_logical_line(s, lexer);
  uint32_t arguments = start_of_arguments(&s->line, s->escape);
  if (has_pairs(keyword)) {
    s->legacy = is_legacy_pair(&s->line, arguments, s->escape);
    return;
  }
  s->json = is_json_string_array(&s->line, arguments);
  // BuildKit looks for heredocs in ONBUILD's instruction, but not in that of ONBUILD ONBUILD.
  if (s->line.has_heredoc_sign && may_have_heredocs(keyword) && !s->json && s->onbuild_depth < 2) find_heredocs(s, arguments);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Lines

static bool give_continuation(Scanner *s, TSLexer *lexer) {
  if (!at_end(lexer)) advance(lexer);
  mark_end(lexer);
  s->in_gap = true;
  return give(lexer, LINE_CONTINUATION);
}

// To the end of the physical line, without its carriage returns.
static bool give_comment(TSLexer *lexer) {
  while (!at_line_end(lexer)) {
    if (lexer->lookahead != '\r') {
      advance(lexer);
      continue;
    }
    mark_end(lexer);
    advance_over(lexer, '\r');
    if (at_line_end(lexer)) return give(lexer, COMMENT);
  }
  mark_end(lexer);
  return give(lexer, COMMENT);
}

typedef enum { GAP_LEFT, GAP_TOKEN, GAP_END } Gap;

// After a continuation or a comment inside one: blank lines are skipped, comments are tokens of their own.
static Gap leave_gap(Scanner *s, TSLexer *lexer, const bool *valid) {
  bool indented = false;
  for (;;) {
    int32_t c = lexer->lookahead;
    if (at_end(lexer)) break;
    if (c == '\n') indented = false;
    else if (is_space(c)) indented = true;
    else break;
    skip(lexer);
  }
  if (at_end(lexer)) {
    if (!valid[UNTERMINATED]) return GAP_END;
    give(lexer, UNTERMINATED);
    return GAP_TOKEN;
  }
  if (lexer->lookahead == '#') {
    give_comment(lexer);
    return GAP_TOKEN;
  }
  s->in_gap = false;
  if (!indented || !(valid[SPACE] || valid[ANY_SPACE])) return GAP_LEFT;
  mark_end(lexer);
  give(lexer, valid[SPACE] ? SPACE : ANY_SPACE);
  return GAP_TOKEN;
}

static bool scan_newline(Scanner *s, TSLexer *lexer) {
  advance(lexer);
  mark_end(lexer);
  forget_instruction(s);
  return give(lexer, NEWLINE);
}

// A line of a heredoc's body, or the line that ends it. The cursor is at the newline before it.
static bool scan_heredoc_line(Scanner *s, TSLexer *lexer) {
  bool chomp = s->heredocs[0] & 1;
  for (;;) {
    skip(lexer); // the newline
    if (at_end(lexer)) {
      // No terminator. The newline at the end of the file belongs to the instruction as always.
      mark_end(lexer);
      forget_instruction(s);
      return give(lexer, NEWLINE);
    }
    uint64_t hash = HASH_START;
    bool leading_tabs = chomp;
    bool empty = true;
    mark_end(lexer);
    while (!at_line_end(lexer)) {
      int32_t c = lexer->lookahead;
      if (c == '\r') {
        uint32_t returns = advance_over(lexer, '\r');
        if (at_line_end(lexer)) break;
        while (returns--) hash = hash_char(hash, '\r');
      } else {
        if (c != '\t') leading_tabs = false;
        if (!leading_tabs) hash = hash_char(hash, c);
        advance(lexer);
      }
      mark_end(lexer);
      empty = false;
    }
    if (!empty && make_heredoc(hash, chomp) == s->heredocs[0]) {
      s->heredoc_count--;
      memmove(s->heredocs, s->heredocs + 1, s->heredoc_count * sizeof(Heredoc));
      return give(lexer, HEREDOC_END);
    }
    if (!empty) return give(lexer, HEREDOC_LINE);
  }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Parser directives

// A name is at most this long: "syntax", "escape", "check".
#define MAX_DIRECTIVE_NAME 6

static uint8_t directive_bit(const char *name) {
  if (strcmp(name, "syntax") == 0) return 1;
  if (strcmp(name, "escape") == 0) return 2;
  if (strcmp(name, "check") == 0) return 4;
  return 0;
}

static void advance_over_spaces_in_line(TSLexer *lexer) {
  while (lexer->lookahead != '\n' && lexer->lookahead != '\r' && is_space(lexer->lookahead)) advance(lexer);
}

// At a `#` at the head of the file. Looks whether `name = value` follows (parser/directives.go), and takes the value over.
static bool accept_directive(Scanner *s, TSLexer *lexer) {
  char name[MAX_DIRECTIVE_NAME + 1];
  uint32_t length = 0;
  advance_over_spaces_in_line(lexer);
  while (is_digit(lexer->lookahead) || (lexer->lookahead < 0x80 && is_letter(lexer->lookahead))) {
    if (length == MAX_DIRECTIVE_NAME) return false;
    name[length++] = (char)to_lower(lexer->lookahead);
    advance(lexer);
  }
  name[length] = '\0';
  uint8_t bit = directive_bit(name);
  advance_over_spaces_in_line(lexer);
  if (bit == 0 || (s->directives_seen & bit) || lexer->lookahead != '=') return false;
  advance(lexer);
  advance_over_spaces_in_line(lexer);
  if (at_line_end(lexer) || lexer->lookahead == '\r') return false;
  int32_t first = lexer->lookahead;
  advance(lexer);
  advance_over_spaces_in_line(lexer);
  bool one_character = at_line_end(lexer) || lexer->lookahead == '\r';
  s->directives_seen |= bit;
  if (bit == 2 && one_character && (first == '`' || first == '\\')) s->escape = first;
  return true;
}

// At a `#` that begins a line outside of an instruction.
static bool scan_comment_or_directive(Scanner *s, TSLexer *lexer, const bool *valid) {
  advance(lexer);
  if (!s->directives_over && valid[DIRECTIVE_HASH]) {
    mark_end(lexer);
    if (accept_directive(s, lexer)) return give(lexer, DIRECTIVE_HASH);
  }
  s->directives_over = true;
  return give_comment(lexer);
}

static bool scan_directive_name(TSLexer *lexer) {
  while (is_digit(lexer->lookahead) || is_letter(lexer->lookahead)) advance(lexer);
  mark_end(lexer);
  return give(lexer, DIRECTIVE_NAME);
}

static bool scan_directive_value(TSLexer *lexer) {
  while (!at_line_end(lexer)) {
    bool space = is_space(lexer->lookahead);
    advance(lexer);
    if (!space) mark_end(lexer);
  }
  return give(lexer, DIRECTIVE_VALUE);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Keywords

// The longest keyword is HEALTHCHECK, CROSS_BUILD the longest prefix.
#define MAX_KEYWORD 15

typedef struct {
  char chars[MAX_KEYWORD + 1];
  uint32_t length;
  bool unknown;
} Word;

static void word_push(Word *word, int32_t c) {
  if (word->length == MAX_KEYWORD || c >= 0x80 || c < 0) word->unknown = true;
  else word->chars[word->length++] = (char)to_lower(c);
}

static enum TokenType keyword_of(Word *word) {
  word->chars[word->length] = '\0';
  if (strncmp(word->chars, "cross_build", 11) == 0) return KEYWORD_CROSS_BUILD;
  for (uint32_t i = 0; i < KEYWORD_COUNT && !word->unknown; i++) {
    if (strcmp(word->chars, KEYWORDS[i]) == 0) return (enum TokenType)(KEYWORD_FROM + i);
  }
  return UNKNOWN_KEYWORD;
}

// At an escape character inside a keyword or a name. Whether the word goes on after it, on the next line perhaps.
static bool word_goes_on(Scanner *s, TSLexer *lexer, Word *word) {
  uint32_t escapes = advance_over(lexer, s->escape);
  if (escapes == 1 && advance_to_line_end(lexer)) {
    if (at_end(lexer)) return false;
    advance(lexer);
    return advance_over_gap(lexer) == 0 && !at_end(lexer);
  }
  word->unknown = true;
  return true;
}

// Up to a blank or the end of the logical line; a continuation may stand in the middle.
static bool scan_keyword(Scanner *s, TSLexer *lexer, Word word) {
  while (!at_line_end(lexer) && !is_blank(lexer->lookahead)) {
    if (lexer->lookahead == s->escape) {
      if (!word_goes_on(s, lexer, &word)) break;
      if (!word.unknown) continue;
    } else if (is_space(lexer->lookahead)) {
      // A no-break space belongs to the keyword, unless the line ends there.
      while (is_space(lexer->lookahead) && !is_blank(lexer->lookahead) && !at_line_end(lexer)) advance(lexer);
      if (at_line_end(lexer)) break;
      word.unknown = true;
    } else {
      word_push(&word, lexer->lookahead);
      advance(lexer);
    }
    mark_end(lexer);
  }
  enum TokenType keyword = keyword_of(&word);
  if (keyword == KEYWORD_ONBUILD && s->onbuild_depth < 2) s->onbuild_depth++;
  decide_forms(s, lexer, keyword);
  return give(lexer, keyword);
}

// Where a keyword must follow, at the head of a line or after ONBUILD: a continuation may come first.
static bool scan_keyword_or_continuation(Scanner *s, TSLexer *lexer) {
  Word word = {.unknown = false};
  if (lexer->lookahead == s->escape) {
    uint32_t escapes = advance_over(lexer, s->escape);
    mark_end(lexer);
    if (escapes == 1) {
      bool blank = is_blank(lexer->lookahead);
      if (advance_to_line_end(lexer)) return give_continuation(s, lexer);
      if (blank) return give(lexer, UNKNOWN_KEYWORD);
    }
    word.unknown = true;
  }
  return scan_keyword(s, lexer, word);
}

// Outside of instructions: blank lines are skipped; a comment, a directive or a keyword follows.
static bool scan_between_instructions(Scanner *s, TSLexer *lexer, const bool *valid) {
  while (is_space(lexer->lookahead)) {
    if (lexer->lookahead == '\n') s->directives_over = true;
    skip(lexer);
  }
  if (at_end(lexer)) return false;
  if (lexer->lookahead == '#') return scan_comment_or_directive(s, lexer, valid);
  s->directives_over = true;
  forget_instruction(s);
  return scan_keyword_or_continuation(s, lexer);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Flags

// At `--` where flags may stand. False if it is no flag; then one `-` may have been read.
static bool scan_dashes(Scanner *s, TSLexer *lexer) {
  advance(lexer);
  if (lexer->lookahead != '-') return false;
  advance(lexer);
  mark_end(lexer);
  bool alone = at_line_end(lexer) || is_space(lexer->lookahead);
  if (lexer->lookahead == s->escape) alone = !word_goes_on(s, lexer, &(Word){.unknown = false});
  return give(lexer, alone ? END_OF_OPTIONS : DASHES);
}

// Reads the name of a flag or of a mount option; a continuation may stand in the middle, as in keywords. A mount option that is
// in quotes as a whole, or the part of it that is, counts as its name: what is in the quotes is not looked into.
static bool read_name(Scanner *s, TSLexer *lexer, bool in_mount, Word *word) {
  int32_t quote = 0;
  mark_end(lexer);
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (!quote && (is_space(c) || c == '=' || (in_mount && c == ','))) break;
    if (c == s->escape) {
      if (!word_goes_on(s, lexer, word)) break;
      if (!word->unknown) continue;
    } else {
      if (quote) quote = c == quote ? 0 : quote;
      else if (in_mount && (c == '"' || c == '\'')) quote = c;
      if (!in_mount && c != to_lower(c)) word->unknown = true; // flags are case-sensitive, mount options are not
      word_push(word, c);
      advance(lexer);
    }
    mark_end(lexer);
  }
  word->chars[word->length] = '\0';
  return !word->unknown;
}

static bool scan_flag_name(Scanner *s, TSLexer *lexer, Word word) {
  bool whole = read_name(s, lexer, false, &word);
  if (whole && strcmp(word.chars, "from") == 0) return give(lexer, FLAG_NAME_FROM);
  if (whole && strcmp(word.chars, "mount") == 0) return give(lexer, FLAG_NAME_MOUNT);
  return give(lexer, FLAG_NAME);
}

static bool scan_mount_key(Scanner *s, TSLexer *lexer, Word word) {
  bool whole = read_name(s, lexer, true, &word);
  return give(lexer, whole && strcmp(word.chars, "from") == 0 ? MOUNT_KEY_FROM : MOUNT_KEY);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Text

// The rules for the text at this place: which token it is, and what ends it.
typedef struct {
  enum TokenType text;
  bool ends_at_blank;  // `[\t\v\f\r ]`
  bool ends_at_space;  // any Unicode space
  bool quotes;         // `"` and `'` begin strings
  bool expansions;     // `$` begins an expansion
  bool escapes_blank;  // an escaped blank belongs to the word
} TextRules;

static TextRules text_rules(const bool *valid) {
  if (valid[DOUBLE_QUOTED_TEXT]) return (TextRules){DOUBLE_QUOTED_TEXT, false, false, false, true, true};
  if (valid[SINGLE_QUOTED_TEXT]) return (TextRules){SINGLE_QUOTED_TEXT, false, false, false, false, true};
  if (valid[OPERAND_TEXT]) return (TextRules){OPERAND_TEXT, false, false, true, true, true};
  if (valid[SHELL_FRAGMENT]) return (TextRules){SHELL_FRAGMENT, false, false, false, false, true};
  if (valid[RAW_TEXT]) return (TextRules){RAW_TEXT, false, false, false, false, true};
  if (valid[IMAGE_TEXT]) return (TextRules){IMAGE_TEXT, true, false, true, true, false};
  if (valid[WORD_TEXT]) return (TextRules){WORD_TEXT, true, false, true, true, false};
  if (valid[PAIR_TEXT]) return (TextRules){PAIR_TEXT, false, true, true, true, true};
  if (valid[FLAG_TEXT]) return (TextRules){FLAG_TEXT, false, true, true, true, true};
  return (TextRules){REST_TEXT, false, false, true, true, true};
}

static bool ends_word(const TextRules *rules, int32_t c) {
  return (rules->ends_at_blank && is_blank(c)) || (rules->ends_at_space && is_space(c));
}

// The character that would end this text because it is a token of its own here.
static bool is_punctuation(const TextRules *rules, const bool *valid, int32_t c) {
  switch (c) {
    case '=': return valid[EQUALS] && rules->text == PAIR_TEXT;
    case ',': return valid[COMMA];
    case ':': return valid[COLON] && rules->text == REST_TEXT;
    case '@': return valid[AT] && rules->text == IMAGE_TEXT;
    case '}': return valid[BRACE_CLOSE] && rules->text == OPERAND_TEXT;
    case '"': return rules->quotes || rules->text == DOUBLE_QUOTED_TEXT;
    case '\'': return rules->quotes || rules->text == SINGLE_QUOTED_TEXT;
    case '$': return rules->expansions;
    default: return false;
  }
}

// Every kind of text but shell, raw, rest and image text. `started`: some characters of it were read already.
static bool scan_word_text(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules, bool started) {
  bool closed = false;
  // What would end the text has had its chance to be a token of its own; here it is text.
  if (!started && lexer->lookahead != '<') advance(lexer);
  for (;;) {
    int32_t c = lexer->lookahead;
    if (at_line_end(lexer) || ends_word(rules, c)) {
      closed = true;
      break;
    }
    if (c == s->escape) break;
    if (is_punctuation(rules, valid, c)) {
      closed = c == ',';
      break;
    }
    if (c == '\r' || (c == '<' && s->marker_count && valid[HEREDOC_MARKER])) {
      mark_end(lexer);
      advance(lexer);
      if (c == '<' && lexer->lookahead == '<') {
        if (s->markers[0] == 0) return give(lexer, rules->text);
        s->markers[0]--;
        advance_over(lexer, '<');
      }
      if (c == '\r') {
        advance_over(lexer, '\r');
        if (at_line_end(lexer)) return give(lexer, valid[PLAIN] ? PLAIN : rules->text);
      }
      continue;
    }
    advance(lexer);
  }
  mark_end(lexer);
  if (lexer->lookahead == '=' && valid[PLAIN_KEY]) return give(lexer, PLAIN_KEY);
  return give(lexer, closed && valid[PLAIN] ? PLAIN : rules->text);
}

// Text to the end of the line, blanks included but not those at its end.
static bool scan_rest_text(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules) {
  bool closed = true;
  for (;;) {
    int32_t c = lexer->lookahead;
    if (is_space(c) && c != '\n') {
      mark_end(lexer);
      while (is_space(lexer->lookahead) && lexer->lookahead != '\n') advance(lexer);
      if (at_line_end(lexer)) return give(lexer, valid[PLAIN] ? PLAIN : rules->text);
      continue;
    }
    if (at_line_end(lexer)) break;
    if (c == s->escape || is_punctuation(rules, valid, c)) {
      closed = c == ':';
      break;
    }
    advance(lexer);
  }
  mark_end(lexer);
  return give(lexer, closed && valid[PLAIN] ? PLAIN : rules->text);
}

// A fragment of a shell command, or raw text: to the end of the physical line, a continuation or a heredoc marker.
static bool scan_line_text(Scanner *s, TSLexer *lexer, const bool *valid, enum TokenType token) {
  bool markers = s->marker_count && valid[HEREDOC_MARKER];
  for (;;) {
    int32_t c = lexer->lookahead;
    if (c == s->escape) {
      mark_end(lexer);
      if (advance_over(lexer, c) == 1 && advance_to_line_end(lexer)) return give(lexer, token);
    } else if (c == '\r') {
      mark_end(lexer);
      advance_over(lexer, c);
      if (at_line_end(lexer)) return give(lexer, token);
    } else if (c == '<' && markers) {
      mark_end(lexer);
      advance(lexer);
      if (lexer->lookahead != '<') continue;
      if (s->markers[0] == 0) return give(lexer, token);
      s->markers[0]--;
      advance_over(lexer, '<');
    } else if (c == '\n' || at_end(lexer)) {
      mark_end(lexer);
      return give(lexer, token);
    } else {
      advance(lexer);
    }
  }
}

// At a `<<` that announces the next heredoc. BuildKit takes blanks after it for part of the word.
static bool scan_heredoc_marker(Scanner *s, TSLexer *lexer) {
  advance(lexer);
  while (is_blank(lexer->lookahead)) advance(lexer);
  int32_t quote = 0;
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (!quote && is_space(c)) break;
    if (c == '\\' && quote != '\'') {
      mark_end(lexer);
      advance(lexer);
      if (s->escape == '\\' && advance_to_line_end(lexer)) goto marked;
      if (at_line_end(lexer)) break;
    } else if (quote) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
    advance(lexer);
  }
  mark_end(lexer);
marked:
  s->marker_count--;
  memmove(s->markers, s->markers + 1, s->marker_count);
  return give(lexer, HEREDOC_MARKER);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Looking ahead inside a word

// How deep expansions in braces are followed.
#define BRACE_DEPTH 16

typedef struct {
  TSLexer *lexer;
  const TextRules *rules;
  int32_t escape;
  uint32_t budget;
} Lookahead;

static bool lookahead_stops(Lookahead *ahead) {
  return ahead->budget == 0 || at_line_end(ahead->lexer) || ends_word(ahead->rules, ahead->lexer->lookahead);
}

static void lookahead_advance(Lookahead *ahead) {
  advance(ahead->lexer);
  ahead->budget--;
}

static bool lookahead_quotes(Lookahead *ahead, int32_t quote);

// After `${`: whether a `}` closes it in this word, on this line.
static bool lookahead_braces(Lookahead *ahead, int depth) {
  while (!lookahead_stops(ahead)) {
    int32_t c = ahead->lexer->lookahead;
    lookahead_advance(ahead);
    if (c == '}') return true;
    if (c == ahead->escape) {
      if (lookahead_stops(ahead)) return false;
      lookahead_advance(ahead);
    } else if (c == '"' || c == '\'') {
      if (!lookahead_quotes(ahead, c)) return false;
    } else if (c == '$' && ahead->lexer->lookahead == '{') {
      lookahead_advance(ahead);
      if (depth == 0 || !lookahead_braces(ahead, depth - 1)) return false;
    }
  }
  return false;
}

// After a quote: whether it is closed in this word, on this line.
static bool lookahead_quotes(Lookahead *ahead, int32_t quote) {
  while (!lookahead_stops(ahead)) {
    int32_t c = ahead->lexer->lookahead;
    lookahead_advance(ahead);
    if (c == quote) return true;
    if (c == ahead->escape && quote == '"') {
      if (lookahead_stops(ahead)) return false;
      lookahead_advance(ahead);
    }
  }
  return false;
}

// ---------------------------------------------------------------------------------------------------------------------------
// Image references

static bool ends_image(TSLexer *lexer, const bool *valid) {
  return at_line_end(lexer) || is_blank(lexer->lookahead) || (lexer->lookahead == ',' && valid[COMMA]);
}

// After a `:`: whether it begins a tag, which is so if no `/` follows in the word but in the braces of expansions.
static bool begins_tag(Scanner *s, TSLexer *lexer, const bool *valid) {
  TextRules rules = text_rules(valid);
  Lookahead ahead = {lexer, &rules, s->escape, WORD_LOOKAHEAD};
  while (ahead.budget > 0 && !ends_image(lexer, valid)) {
    int32_t c = lexer->lookahead;
    if (c == '/') return false;
    if (c == '@') return true;
    lookahead_advance(&ahead);
    if (c == '$' && lexer->lookahead == '{') lookahead_braces(&ahead, BRACE_DEPTH);
  }
  return true;
}

// What cannot be in a port. With a variable in it, it is asked again at the `:` whether that begins a tag.
static bool ends_port(const Scanner *s, int32_t c) {
  return c == '/' || c == '@' || c == '$' || c == '"' || c == '\'' || c == s->escape;
}

// The text of a name, tag or digest. A name's text ends at the `:` of the tag; a `:` before a `/` is that of a port.
static bool scan_image_text(Scanner *s, TSLexer *lexer, const bool *valid, bool started) {
  bool may_be_registry = valid[IMAGE_REGISTRY] && !started;
  bool looks_like_host = false;
  bool localhost = true; // the text so far is a prefix of "localhost"
  uint32_t length = 0;
  while (!ends_image(lexer, valid)) {
    int32_t c = lexer->lookahead;
    if (c == s->escape || c == '$' || (c == '@' && valid[AT])) break;
    if ((c == '"' || c == '\'') && (started || length > 0)) break;
    if (c == '/' && may_be_registry) {
      // distribution/reference splitDockerDomain: a host has a dot, a port, an upper-case letter, or is localhost.
      if (length > 0 && (looks_like_host || (localhost && length == 9))) {
        mark_end(lexer);
        return give(lexer, IMAGE_REGISTRY);
      }
      may_be_registry = false;
    }
    if (c == ':' && valid[COLON]) {
      mark_end(lexer);
      bool nothing = length == 0 && !started;
      advance(lexer);
      if (nothing) {
        mark_end(lexer);
        return give(lexer, begins_tag(s, lexer, valid) ? COLON : IMAGE_TEXT);
      }
      // The end of the name is marked. If a port and a `/` follow, the mark moves on.
      uint32_t port = 0;
      while (!ends_image(lexer, valid) && !ends_port(s, lexer->lookahead) && port < WORD_LOOKAHEAD) {
        advance(lexer);
        port++;
      }
      if (lexer->lookahead != '/') return give(lexer, IMAGE_TEXT);
      looks_like_host = true;
      length += port + 1;
      continue;
    }
    if (c == '.' || (c >= 'A' && c <= 'Z')) looks_like_host = true;
    if (length >= 9 || c != "localhost"[length]) localhost = false;
    length++;
    advance(lexer);
  }
  mark_end(lexer);
  return give(lexer, IMAGE_TEXT);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Expansions, quotes, escapes

static bool scan_word(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules, bool started) {
  switch (rules->text) {
    case SHELL_FRAGMENT:
    case RAW_TEXT:
      return scan_line_text(s, lexer, valid, rules->text);
    case IMAGE_TEXT:
      return scan_image_text(s, lexer, valid, started);
    case REST_TEXT:
      return scan_rest_text(s, lexer, valid, rules);
    default:
      return scan_word_text(s, lexer, valid, rules, started);
  }
}

static bool scan_dollar(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules) {
  advance(lexer);
  mark_end(lexer);
  int32_t c = lexer->lookahead;
  if (is_name(c) || is_special_parameter(c)) return give(lexer, DOLLAR);
  if (c != '{') return scan_word(s, lexer, valid, rules, true);
  advance(lexer);
  Lookahead ahead = {lexer, rules, s->escape, WORD_LOOKAHEAD};
  return give(lexer, lookahead_braces(&ahead, BRACE_DEPTH) ? DOLLAR : rules->text);
}

static bool scan_variable(TSLexer *lexer) {
  if (is_special_parameter(lexer->lookahead)) {
    advance(lexer);
  } else if (is_digit(lexer->lookahead)) {
    while (is_digit(lexer->lookahead)) advance(lexer);
  } else {
    while (is_name(lexer->lookahead)) advance(lexer);
  }
  mark_end(lexer);
  return give(lexer, VARIABLE);
}

// After `${name`: `:-`, `##`, … or, for what BuildKit does not know, one character.
static bool scan_expansion_operator(TSLexer *lexer) {
  int32_t c = lexer->lookahead;
  advance(lexer);
  if (c == ':' && !at_line_end(lexer) && lexer->lookahead != '}' && !is_space(lexer->lookahead)) advance(lexer);
  else if ((c == '#' || c == '%' || c == '/') && lexer->lookahead == c) advance(lexer);
  mark_end(lexer);
  return give(lexer, EXPANSION_OPERATOR);
}

// Where a string may begin. Words that end at blanks have a string only if it is closed before one.
static bool scan_opening_quote(Scanner *s, TSLexer *lexer, const TextRules *rules) {
  int32_t quote = lexer->lookahead;
  advance(lexer);
  mark_end(lexer);
  enum TokenType token = quote == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE;
  if (rules->ends_at_space) return give(lexer, token);
  Lookahead ahead = {lexer, rules, s->escape, UINT32_MAX};
  return give(lexer, lookahead_quotes(&ahead, quote) ? token : rules->text);
}

// At an escape character. A single one at the end of a line continues it; else it protects what follows.
static bool scan_escape(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules) {
  uint32_t escapes = advance_over(lexer, s->escape);
  mark_end(lexer);
  bool odd = escapes % 2 == 1;
  bool blank = lexer->lookahead == ' ' || lexer->lookahead == '\t';
  if (blank && odd && rules->escapes_blank) {
    advance(lexer);
    mark_end(lexer);
  }
  if (escapes == 1 && advance_to_line_end(lexer)) return give_continuation(s, lexer);
  if (valid[FLAG_NAME]) return scan_flag_name(s, lexer, (Word){.unknown = true});
  if (valid[MOUNT_KEY]) return scan_mount_key(s, lexer, (Word){.unknown = true});
  if (!valid[ESCAPE_SEQUENCE]) {
    bool to_line_end = rules->text == SHELL_FRAGMENT || rules->text == RAW_TEXT;
    return to_line_end ? scan_word(s, lexer, valid, rules, true) : give(lexer, rules->text);
  }
  if (!blank && odd && !at_line_end(lexer) && !is_blank(lexer->lookahead)) {
    advance(lexer);
    mark_end(lexer);
  }
  return give(lexer, ESCAPE_SEQUENCE);
}

// ---------------------------------------------------------------------------------------------------------------------------
// JSON form. That it is well-formed was seen at the keyword.

static bool is_json(const bool *valid) {
  return valid[JSON_TEXT] || valid[JSON_COMMA] || valid[JSON_CLOSE] || (valid[JSON_QUOTE] && !valid[SHELL_FRAGMENT]);
}

static bool scan_json_escape(TSLexer *lexer) {
  advance(lexer);
  bool unicode = lexer->lookahead == 'u';
  if (!at_line_end(lexer)) advance(lexer);
  for (int digit = 0; unicode && digit < 4 && is_hex(lexer->lookahead); digit++) advance(lexer);
  mark_end(lexer);
  return give(lexer, JSON_ESCAPE);
}

static bool scan_json(Scanner *s, TSLexer *lexer, const bool *valid) {
  int32_t c = lexer->lookahead;
  if (c == s->escape) {
    advance(lexer);
    mark_end(lexer);
    if (lexer->lookahead != s->escape) {
      bool blank = lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r';
      if ((blank || at_line_end(lexer)) && advance_to_line_end(lexer)) return give_continuation(s, lexer);
    }
    if (!valid[JSON_TEXT]) return false;
    if (c != '\\') return give(lexer, JSON_TEXT);
    bool unicode = lexer->lookahead == 'u';
    if (!at_line_end(lexer)) advance(lexer);
    for (int digit = 0; unicode && digit < 4 && is_hex(lexer->lookahead); digit++) advance(lexer);
    mark_end(lexer);
    return give(lexer, JSON_ESCAPE);
  }
  if (c == '"' && valid[JSON_QUOTE]) {
    advance(lexer);
    mark_end(lexer);
    return give(lexer, JSON_QUOTE);
  }
  if (valid[JSON_TEXT]) {
    if (c == '\\') return scan_json_escape(lexer);
    while (!at_line_end(lexer) && lexer->lookahead != '"' && lexer->lookahead != '\\' && lexer->lookahead != s->escape) advance(lexer);
    mark_end(lexer);
    return give(lexer, JSON_TEXT);
  }
  advance(lexer);
  mark_end(lexer);
  if (c == ',' && valid[JSON_COMMA]) return give(lexer, JSON_COMMA);
  if (c == ']' && valid[JSON_CLOSE]) return give(lexer, JSON_CLOSE);
  return false;
}

// ---------------------------------------------------------------------------------------------------------------------------
// Inside an instruction

static bool give_character(TSLexer *lexer, enum TokenType token) {
  advance(lexer);
  mark_end(lexer);
  return give(lexer, token);
}

// `AS`, or HEALTHCHECK's `CMD` or `NONE`, where that may stand.
static bool secondary_keyword_of(Word *word, const bool *valid, enum TokenType *keyword) {
  word->chars[word->length] = '\0';
  if (word->unknown) return false;
  if (valid[KEYWORD_AS]) {
    *keyword = KEYWORD_AS;
    return strcmp(word->chars, "as") == 0;
  }
  *keyword = strcmp(word->chars, "cmd") == 0 ? KEYWORD_CMD : KEYWORD_NONE;
  return *keyword == KEYWORD_CMD || strcmp(word->chars, "none") == 0;
}

// A word that is one of those keywords, or else text. A continuation may stand in the middle, as in other keywords.
static bool scan_secondary_keyword(Scanner *s, TSLexer *lexer, const bool *valid, const TextRules *rules) {
  Word word = {.unknown = false};
  bool crossed = false;        // a part of the word is on a line behind; what is before its escape character is marked
  bool ends_at_escape = false; // the word ended at a continuation, before which the end is marked
  while (!word.unknown && !at_line_end(lexer) && !is_blank(lexer->lookahead)) {
    if (lexer->lookahead != s->escape) {
      word_push(&word, lexer->lookahead);
      advance(lexer);
      continue;
    }
    if (!crossed) mark_end(lexer);
    if (!word_goes_on(s, lexer, &word)) {
      ends_at_escape = true;
      break;
    }
    if (word.unknown && !crossed) return rules->text == SHELL_FRAGMENT ? scan_word(s, lexer, valid, rules, true) : give(lexer, rules->text);
    crossed = true;
  }
  enum TokenType keyword;
  if (secondary_keyword_of(&word, valid, &keyword) && !(crossed && ends_at_escape)) {
    if (!ends_at_escape) mark_end(lexer);
    if (keyword == KEYWORD_CMD) decide_forms(s, lexer, keyword);
    return give(lexer, keyword);
  }
  if (crossed || ends_at_escape) return give(lexer, rules->text);
  return scan_word(s, lexer, valid, rules, true);
}

// Up to the first blank, quotes or not (parseNameVal splits by a pattern there).
static bool scan_legacy_key(Scanner *s, TSLexer *lexer) {
  s->legacy = false;
  while (!at_line_end(lexer) && !is_blank(lexer->lookahead)) {
    if (lexer->lookahead == s->escape) {
      mark_end(lexer);
      if (advance_over(lexer, s->escape) == 1 && advance_to_line_end(lexer)) return give(lexer, LEGACY_KEY);
    } else {
      advance(lexer);
    }
  }
  mark_end(lexer);
  return give(lexer, LEGACY_KEY);
}

// The token here, with blanks skipped, not at the end of a line.
static bool scan_in_instruction(Scanner *s, TSLexer *lexer, const bool *valid) {
  if (is_json(valid)) return scan_json(s, lexer, valid);
  TextRules rules = text_rules(valid);
  int32_t c = lexer->lookahead;
  bool started = false;

  if (valid[DIRECTIVE_NAME]) return scan_directive_name(lexer);
  if (valid[DIRECTIVE_VALUE]) return scan_directive_value(lexer);
  if (valid[BRACE_OPEN] && c == '{') return give_character(lexer, BRACE_OPEN);
  if (valid[BRACE_CLOSE] && c == '}') return give_character(lexer, BRACE_CLOSE);
  if (valid[VARIABLE] && (is_name(c) || is_special_parameter(c))) return scan_variable(lexer);
  if (valid[EXPANSION_OPERATOR]) return scan_expansion_operator(lexer);
  if (valid[LEGACY_KEY] && s->legacy && c != '-') return scan_legacy_key(s, lexer);
  if (c == s->escape && valid[UNKNOWN_KEYWORD]) return scan_keyword_or_continuation(s, lexer);
  if (c == s->escape) return scan_escape(s, lexer, valid, &rules);

  if (valid[DASHES] && c == '-') {
    if (scan_dashes(s, lexer)) return true;
    if (valid[LEGACY_KEY] && s->legacy) return scan_legacy_key(s, lexer);
    started = true;
    c = lexer->lookahead;
  }
  if (valid[UNKNOWN_KEYWORD]) {
    Word word = {.unknown = started};
    return scan_keyword(s, lexer, word);
  }
  if (c == '=' && valid[FLAG_EQUALS]) return give_character(lexer, FLAG_EQUALS);
  if (valid[FLAG_NAME]) return scan_flag_name(s, lexer, (Word){.unknown = false});
  if (c == ',' && valid[COMMA]) return give_character(lexer, COMMA);
  if (valid[MOUNT_KEY]) return scan_mount_key(s, lexer, (Word){.unknown = false});
  if (started) return scan_word(s, lexer, valid, &rules, true);

  if (c == '[' && valid[JSON_OPEN] && s->json) {
    s->json = false;
    return give_character(lexer, JSON_OPEN);
  }
  if (valid[KEYWORD_NONE] || valid[KEYWORD_AS]) return scan_secondary_keyword(s, lexer, valid, &rules);
  if (c == '<' && valid[HEREDOC_MARKER] && s->marker_count && s->markers[0] == 0) {
    advance(lexer);
    return lexer->lookahead == '<' ? scan_heredoc_marker(s, lexer) : scan_word(s, lexer, valid, &rules, true);
  }
  if (c == '=' && valid[EQUALS]) return give_character(lexer, EQUALS);
  if (c == ':' && valid[COLON] && rules.text == REST_TEXT) return give_character(lexer, COLON);
  if (c == '@' && valid[AT]) return give_character(lexer, AT);
  if (c == '/' && valid[SLASH]) return give_character(lexer, SLASH);
  if (c == '"' && valid[DOUBLE_QUOTE_END]) return give_character(lexer, DOUBLE_QUOTE_END);
  if (c == '\'' && valid[SINGLE_QUOTE_END]) return give_character(lexer, SINGLE_QUOTE_END);
  if ((c == '"' || c == '\'') && rules.quotes) return scan_opening_quote(s, lexer, &rules);
  if (c == '$' && rules.expansions) return scan_dollar(s, lexer, valid, &rules);
  return scan_word(s, lexer, valid, &rules, false);
}

// Whether a no-break space and its like are blanks here. Around arguments, flags and pairs they are; where BuildKit splits by
// the pattern `[\t\v\f\r ]+`, and in quotes and commands, they are characters like any other.
//
// After an open word this may not ask which text is valid: a re-parse that takes over the whole word asks in another parser
// state, in which the word cannot go on.
static bool any_space_separates(const bool *valid) {
  if (valid[DASHES] || valid[ANY_SPACE]) return true;
  if (valid[SPACE]) return false;
  return !valid[WORD_TEXT] && !valid[IMAGE_TEXT] && !valid[SHELL_FRAGMENT] && !valid[RAW_TEXT] && !valid[DOUBLE_QUOTED_TEXT] &&
         !valid[SINGLE_QUOTED_TEXT] && !valid[OPERAND_TEXT];
}

// ---------------------------------------------------------------------------------------------------------------------------

bool tree_sitter_dockerfile_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *s = payload;
  if (valid[ERROR_SENTINEL]) return false;

  if (s->in_gap) {
    switch (leave_gap(s, lexer, valid)) {
      case GAP_TOKEN: return true;
      case GAP_END: return false;
      case GAP_LEFT: break;
    }
  }
  if (valid[UNKNOWN_KEYWORD] && !valid[NEWLINE]) return scan_between_instructions(s, lexer, valid);

  bool any_space = any_space_separates(valid);
  bool blanks = false;
  while (is_blank(lexer->lookahead) || (any_space && lexer->lookahead != '\n' && is_space(lexer->lookahead))) {
    if (valid[SPACE] || valid[ANY_SPACE]) advance(lexer);
    else skip(lexer);
    blanks = true;
  }
  if (at_line_end(lexer)) {
    if (valid[UNTERMINATED]) return give(lexer, UNTERMINATED); // it has no width
    if (at_end(lexer)) return false;
    if (s->heredoc_count && valid[HEREDOC_LINE]) return scan_heredoc_line(s, lexer);
    return valid[NEWLINE] && scan_newline(s, lexer);
  }
  if (blanks && (valid[SPACE] || valid[ANY_SPACE])) {
    mark_end(lexer);
    return give(lexer, valid[SPACE] ? SPACE : ANY_SPACE);
  }
  return scan_in_instruction(s, lexer, valid);
}
