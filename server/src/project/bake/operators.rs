//! Operators between two values.

use hcl_edit::expr::BinaryOperator;

use super::data::Data;

pub(super) fn binary(operator: BinaryOperator, left: &Data, right: &Data) -> Data {
    use BinaryOperator::{And, Div, Eq, Greater, GreaterEq, Less, LessEq, Minus, Mod, Mul, NotEq, Or, Plus};
    let (a, b) = (left.number(), right.number());
    let number = |result: fn(f64, f64) -> f64| Some(Data::Number(result(a?, b?)));
    let compare = |result: fn(f64, f64) -> bool| Some(Data::Bool(result(a?, b?)));
    let data = match operator {
        Eq => left.equals(right).map(Data::Bool),
        NotEq => left.equals(right).map(|equal| Data::Bool(!equal)),
        Less => compare(|a, b| a < b),
        LessEq => compare(|a, b| a <= b),
        Greater => compare(|a, b| a > b),
        GreaterEq => compare(|a, b| a >= b),
        Plus => number(|a, b| a + b),
        Minus => number(|a, b| a - b),
        Mul => number(|a, b| a * b),
        Div => number(|a, b| a / b),
        Mod => number(|a, b| a % b),
        And => match (left.bool(), right.bool()) {
            (Some(false), _) | (_, Some(false)) => Some(Data::Bool(false)),
            (a, b) => a.zip(b).map(|_| Data::Bool(true)),
        },
        Or => match (left.bool(), right.bool()) {
            (Some(true), _) | (_, Some(true)) => Some(Data::Bool(true)),
            (a, b) => a.zip(b).map(|_| Data::Bool(false)),
        },
    };
    data.unwrap_or(Data::Unknown)
}
