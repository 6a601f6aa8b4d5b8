//! Which contacts a rule leaves out, and which variant of its split each one gets.

use sha2::{Digest, Sha256};

use super::Held;
use crate::decide::chance::{Chance, Lot};
use crate::decide::{Program, Reason};
use crate::ir::RuleId;
use crate::state::normal_name;

/// How many parts a whole has: shares are counted in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// A contact's lot with a rule. [`Lot::Out`] of a split is that it gets no variant. A rule
/// without either draws none: everybody takes part.
pub(in crate::decide) fn lot(program: &Program, contact: &str, rule: RuleId) -> Lot {
    let declared = &program.ir.rules[rule];
    if declared.holdout == 0 && declared.split.is_empty() {
        return Lot::In(0);
    }
    if let Chance::Given(lots) = &program.chance {
        return lots.get(&rule).copied().unwrap_or(Lot::In(0));
    }
    // A rule that gets another name goes on with the same contacts.
    let first_name = declared.info.renamed_from.as_ref().unwrap_or(&declared.info.name);
    let drawn = draw(&program.ir.info.name, first_name, contact);
    if drawn < u64::from(declared.holdout) {
        return Lot::Out;
    }
    if declared.split.is_empty() {
        return Lot::In(0);
    }
    let mut shares = 0_u64;
    let variant = declared.split.iter().position(|variant| {
        shares = shares.saturating_add(variant.share.into());
        drawn < shares
    });
    variant.map_or(Lot::Out, Lot::In)
}

/// Whether a rule's `holdout` leaves a contact out.
pub(in crate::decide) fn held_out(program: &Program, contact: &str, rule: RuleId) -> Option<Held> {
    let out = program.ir.rules[rule].holdout > 0 && lot(program, contact, rule) == Lot::Out;
    out.then_some(Held::dropped(Reason::Holdout { rule }))
}

/// A number below 10,000: the same for the same names, and spread evenly.
fn draw(blueprint: &str, rule: &str, contact: &str) -> u64 {
    let mut hash = Sha256::new();
    for part in [blueprint, rule, contact] {
        hash.update(&*normal_name(part));
        hash.update([0]);
    }
    let first = hash.finalize().into_iter().take(8);
    let number = first.fold(0_u64, |number, byte| (number << 8) | u64::from(byte));
    number % WHOLE
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_hash_is_as_the_reference_says() {
        // Computed with another implementation, see the reference.
        assert_eq!(draw("shop", "welcome", "c-1"), VECTOR_1);
        assert_eq!(draw("caf\u{e9}", "r", "x"), VECTOR_2);
        assert_eq!(draw("cafe\u{301}", "r", "x"), VECTOR_2, "whatever way the letter is written");
        assert_ne!(draw("a", "bc", "d"), draw("ab", "c", "d"));
    }

    const VECTOR_1: u64 = 1_240;
    const VECTOR_2: u64 = 542;
}
