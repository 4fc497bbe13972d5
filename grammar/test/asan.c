// What test/asan builds with the sanitizers and runs: it asks the parser and the scanner for everything that could make them read
// or write where they must not. A wrong tree is no failure here (tests/edits.rs compares trees); a report of a sanitizer is one,
// and so is a root node that does not reach over the whole text.
//
//     asan EDITS FILES        FILES holds the paths, each ended by a NUL

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tree_sitter/api.h>

#include "../src/scanner.c" // for its tokens; it is not compiled on its own here

const TSLanguage *tree_sitter_dockerfile(void);

enum {
  // tree-sitter gives a scanner so many bytes to keep its state in.
  STATE = TREE_SITTER_SERIALIZATION_BUFFER_SIZE,
  RANDOM_TEXTS = 2000,
  RANDOM_STATES = 100000,
};

// ---------------------------------------------------------------------------------------------------------------------------
// Random numbers (xorshift64*), the same in every run

static uint64_t seed = 1;

static uint32_t below(uint32_t limit) {
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (uint32_t)((seed * 0x2545f4914f6cdd1dULL) >> 32) % limit;
}

// What changes the meaning of the rest of a line or of the file.
static const char *const PIECES[] = {
  "\\\n", "\\\r\n", "\\ \n", "\\\n# c\n", "\\\n\n\n", "`\n", "\n", "\r\n", "\r", "\\", "`", "\\\\", "\\ ", " ", "\t",
  "\xc2\xa0", "\xef\xbb\xbf", "\xc3\xa9", "a", "\"", "'", "$", "${", "}", "${X:-", ":", "/", "@", "=", ",", "--", "-",
  "--from=", "--mount=type=", "from=", "FROM ", "RUN ", "COPY ", "ENV ", "LABEL ", "ARG ", "ONBUILD ", "HEALTHCHECK ", "CMD ",
  "NONE", "USER ", "VOLUME ", " AS ", "<<EOF", "<<-E ", "<< 'X'", "EOF\n", "\nRUN x <<EOF <<A\n", "[", "]", "[\"a\"]",
  "# escape=`\n", "\xff", "\xf0\x9f", "<<A <<A <<A <<A <<A <<A <<A <<A <<A <<A <<A <<A ",
};

static const char *random_piece(void) { return PIECES[below(sizeof PIECES / sizeof *PIECES)]; }

// ---------------------------------------------------------------------------------------------------------------------------
// Texts

typedef struct {
  char *bytes; // as long as the text and no longer, so that a read behind its end is seen
  uint32_t length;
} Text;

static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

static Text make_text(const char *bytes, uint32_t length) {
  Text text = {malloc(length ? length : 1), length};
  if (!text.bytes) fail("asan: no memory");
  if (length) memcpy(text.bytes, bytes, length);
  return text;
}

static Text read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("asan: %s cannot be read", path);
  fseek(file, 0, SEEK_END);
  long length = ftell(file);
  rewind(file);
  Text text = {malloc(length > 0 ? (size_t)length : 1), (uint32_t)length};
  if (length < 0 || !text.bytes || fread(text.bytes, 1, text.length, file) != text.length) fail("asan: %s cannot be read", path);
  fclose(file);
  return text;
}

static Text replaced(Text old, uint32_t at, uint32_t removed, const char *inserted, uint32_t length) {
  Text text = {malloc(old.length - removed + length + 1), old.length - removed + length};
  if (!text.bytes) fail("asan: no memory");
  memcpy(text.bytes, old.bytes, at);
  memcpy(text.bytes + at, inserted, length);
  memcpy(text.bytes + at + length, old.bytes + at + removed, old.length - at - removed);
  char *exact = realloc(text.bytes, text.length ? text.length : 1);
  if (exact) text.bytes = exact;
  return text;
}

static TSPoint point_at(Text text, uint32_t byte) {
  TSPoint point = {0, 0};
  for (uint32_t i = 0; i < byte; i++) {
    if (text.bytes[i] == '\n') point = (TSPoint){point.row + 1, 0};
    else point.column++;
  }
  return point;
}

// ---------------------------------------------------------------------------------------------------------------------------
// Parsing

static uint64_t parses = 0;

static TSTree *parse(TSParser *parser, const TSTree *old, Text text) {
  TSTree *tree = ts_parser_parse_string(parser, old, text.bytes, text.length);
  parses++;
  if (!tree) fail("asan: no tree");
  if (ts_node_end_byte(ts_tree_root_node(tree)) > text.length) fail("asan: the tree is longer than its text");
  return tree;
}

static void parse_and_forget(TSParser *parser, const char *bytes, uint32_t length) {
  Text text = make_text(bytes, length);
  ts_tree_delete(parse(parser, NULL, text));
  free(text.bytes);
}

static void parse_edited(TSParser *parser, Text text, uint32_t edits) {
  TSTree *tree = parse(parser, NULL, text);
  Text now = make_text(text.bytes, text.length);
  for (uint32_t edit = 0; edit < edits; edit++) {
    uint32_t at = below(now.length + 1);
    uint32_t removed = below(2) ? 0 : below(12);
    if (removed > now.length - at) removed = now.length - at;
    char byte = (char)below(256);
    const char *inserted = "";
    uint32_t length = 0;
    if (below(40) == 0) {
      inserted = &byte;
      length = 1;
    } else if (below(3)) {
      inserted = random_piece();
      length = (uint32_t)strlen(inserted);
    }
    Text next = replaced(now, at, removed, inserted, length);
    ts_tree_edit(tree, &(TSInputEdit){
      .start_byte = at,
      .old_end_byte = at + removed,
      .new_end_byte = at + length,
      .start_point = point_at(now, at),
      .old_end_point = point_at(now, at + removed),
      .new_end_point = point_at(next, at + length),
    });
    TSTree *reparsed = parse(parser, tree, next);
    ts_tree_delete(tree);
    free(now.bytes);
    tree = reparsed;
    now = next;
  }
  ts_tree_delete(tree);
  free(now.bytes);
}

// Bytes of any value, or pieces of Dockerfiles in any order.
static void parse_random_text(TSParser *parser) {
  char bytes[2048];
  uint32_t length = 0;
  if (below(2)) {
    length = below(sizeof bytes);
    for (uint32_t i = 0; i < length; i++) bytes[i] = (char)below(256);
  } else {
    for (uint32_t pieces = below(200); pieces; pieces--) {
      const char *piece = random_piece();
      uint32_t more = (uint32_t)strlen(piece);
      if (length + more > sizeof bytes) break;
      memcpy(bytes + length, piece, more);
      length += more;
    }
  }
  parse_and_forget(parser, bytes, length);
}

// ---------------------------------------------------------------------------------------------------------------------------
// The scanner alone, with states that it never wrote and tokens asked for that the grammar never asks for together

typedef struct {
  TSLexer lexer; // first, so that its address is that of the whole
  Text text;
  uint32_t at;
} TextLexer;

static void look(TextLexer *lexer) {
  lexer->lexer.lookahead = lexer->at < lexer->text.length ? (uint8_t)lexer->text.bytes[lexer->at] : 0;
}

static void lexer_advance(TSLexer *base, bool skip) {
  (void)skip;
  TextLexer *lexer = (TextLexer *)base;
  if (lexer->at < lexer->text.length) lexer->at++;
  look(lexer);
}

static void lexer_mark_end(TSLexer *base) { (void)base; }

static uint32_t lexer_get_column(TSLexer *base) {
  (void)base;
  return 0;
}

static bool lexer_is_at_included_range_start(const TSLexer *base) {
  (void)base;
  return false;
}

static bool lexer_eof(const TSLexer *base) {
  const TextLexer *lexer = (const TextLexer *)base;
  return lexer->at >= lexer->text.length;
}

static void lexer_log(const TSLexer *base, const char *format, ...) {
  (void)base;
  (void)format;
}

static void scan_with_random_state(void *scanner) {
  uint32_t length = below(4) ? below(STATE + 1) : below(8);
  char *state = malloc(length ? length : 1);
  if (!state) fail("asan: no memory");
  for (uint32_t i = 0; i < length; i++) state[i] = (char)below(256);
  // So that some of them have counts that fit.
  if (length > 3 && below(2)) {
    state[2] = (char)below(101);
    state[3] = (char)below(101);
  }
  tree_sitter_dockerfile_external_scanner_deserialize(scanner, state, length);
  free(state);

  bool valid[ERROR_SENTINEL + 1] = {false};
  uint32_t share = 1 + below(8);
  for (int token = 0; token < ERROR_SENTINEL; token++) valid[token] = below(share) == 0;

  const char *pieces[4] = {random_piece(), random_piece(), random_piece(), random_piece()};
  char bytes[512];
  uint32_t filled = 0;
  for (uint32_t i = 0; i < 4; i++) {
    uint32_t more = (uint32_t)strlen(pieces[i]);
    memcpy(bytes + filled, pieces[i], more);
    filled += more;
  }
  TextLexer lexer = {
    .lexer = {
      .advance = lexer_advance,
      .mark_end = lexer_mark_end,
      .get_column = lexer_get_column,
      .is_at_included_range_start = lexer_is_at_included_range_start,
      .eof = lexer_eof,
      .log = lexer_log,
    },
    .text = make_text(bytes, filled),
  };
  look(&lexer);
  for (int scan = 0; scan < 4; scan++) {
    tree_sitter_dockerfile_external_scanner_scan(scanner, &lexer.lexer, valid);
    char *buffer = malloc(STATE);
    if (!buffer) fail("asan: no memory");
    unsigned written = tree_sitter_dockerfile_external_scanner_serialize(scanner, buffer);
    if (written > STATE) fail("asan: a state of %u bytes, %d are allowed", written, STATE);
    char *exact = realloc(buffer, written);
    tree_sitter_dockerfile_external_scanner_deserialize(scanner, exact, written);
    char again[STATE];
    if (tree_sitter_dockerfile_external_scanner_serialize(scanner, again) != written || memcmp(again, exact, written) != 0) {
      fail("asan: a state that is read back is another one");
    }
    free(exact);
  }
  free(lexer.text.bytes);
}

// ---------------------------------------------------------------------------------------------------------------------------

int main(int count, char **arguments) {
  if (count != 3) fail("usage: asan EDITS FILES");
  uint32_t edits = (uint32_t)strtoul(arguments[1], NULL, 10);
  Text paths = read_text(arguments[2]);
  uint32_t files = 0;
  for (uint32_t i = 0; i < paths.length; i++) files += paths.bytes[i] == '\0';
  if (files == 0) fail("asan: there are no files");
  time_t start = time(NULL);

  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_dockerfile())) fail("asan: the language does not fit this tree-sitter");

  uint32_t edited = 0;
  uint32_t cut = 0;
  uint64_t bytes = 0;
  uint32_t number = 0;
  for (const char *path = paths.bytes; path < paths.bytes + paths.length; path += strlen(path) + 1, number++) {
    Text text = read_text(path);
    bytes += text.length;
    uint32_t mine = (uint32_t)((uint64_t)edits * (number + 1) / files - (uint64_t)edits * number / files);
    parse_edited(parser, text, mine);
    edited += mine;
    // Cut off at three places: what a file looks like that is being written.
    for (int i = 0; i < 3; i++, cut++) parse_and_forget(parser, text.bytes, below(text.length + 1));
    free(text.bytes);
  }
  printf("asan: %u files of %llu bytes, %u edits, %u files cut off\n", files, (unsigned long long)bytes, edited, cut);

  for (int i = 0; i < RANDOM_TEXTS; i++) parse_random_text(parser);
  printf("asan: %d random texts\n", RANDOM_TEXTS);
  ts_parser_delete(parser);
  free(paths.bytes);

  void *scanner = tree_sitter_dockerfile_external_scanner_create();
  for (int i = 0; i < RANDOM_STATES; i++) scan_with_random_state(scanner);
  tree_sitter_dockerfile_external_scanner_destroy(scanner);
  printf("asan: %d random states of the scanner\n", RANDOM_STATES);

  printf("asan: %llu parses in %.0f s, no report\n", (unsigned long long)parses, difftime(time(NULL), start));
  return 0;
}
