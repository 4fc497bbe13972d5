//! What is known of variables at a place.

/// What is known of the value of a variable at a place.
pub trait Environment {
    /// The value, if the variable is set there.
    fn get(&self, name: &str) -> Option<&str>;
}

/// No variable is set.
pub struct NoEnvironment;

impl Environment for NoEnvironment {
    fn get(&self, _: &str) -> Option<&str> {
        None
    }
}
