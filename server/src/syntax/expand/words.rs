//! The words of a result, split at the spaces that no quotes protect.

/// The words of a result so far (`wordsStruct`).
#[derive(Default)]
pub(super) struct Words {
    done: Vec<String>,
    word: String,
    in_word: bool,
}

impl Words {
    pub(super) fn push(&mut self, c: char) {
        if !c.is_whitespace() {
            self.push_raw(c);
        } else if self.in_word && !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
            self.in_word = false;
        }
    }

    pub(super) fn push_raw(&mut self, c: char) {
        self.word.push(c);
        self.in_word = true;
    }

    pub(super) fn push_str_raw(&mut self, text: &str) {
        self.word.push_str(text);
        self.in_word = true;
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.done.push(self.word);
        }
        self.done
    }
}

/// What was read: as one text, and as words.
#[derive(Default)]
pub(super) struct Read {
    pub result: String,
    pub words: Words,
}
