//! The rules, one file and one page each. A new rule is two lines here.

use crate::lint::Rule;

mod blank_base_image;
mod circular_stage_dependency;
mod duplicate_stage_name;
mod empty_volume;
mod from_later_stage;
mod heredoc_as_destination;
mod instruction_before_from;
mod invalid_checksum;
mod invalid_chmod;
mod invalid_directive;
mod invalid_expansion;
mod invalid_flag;
mod invalid_healthcheck;
mod invalid_image_reference;
mod invalid_key_value;
mod invalid_mount;
mod invalid_onbuild;
mod invalid_platform;
mod invalid_port;
mod invalid_signal;
mod invalid_stage_name;
mod later_stage_reference;
mod latest_tag;
mod line_too_long;
mod misplaced_directive;
mod missing_from;
mod non_string_in_json;
mod number_as_image;
mod numeric_stage_reference;
mod remote_copy_source;
mod repeated_directive;
mod reserved_stage_name;
mod shell_not_json;
mod stage_index_out_of_range;
mod stage_name_case_mismatch;
mod unknown_flag;
mod unknown_instruction;
mod unknown_stage;
mod unreachable_stage;
mod untagged_image;
mod unterminated_heredoc;
mod variable_in_from_flag;
mod wrong_argument_count;

/// Every rule, in the order of the README's table.
pub static ALL: [&Rule; 43] = [
    &unknown_instruction::RULE,
    &missing_from::RULE,
    &instruction_before_from::RULE,
    &unterminated_heredoc::RULE,
    &repeated_directive::RULE,
    &invalid_directive::RULE,
    &misplaced_directive::RULE,
    &non_string_in_json::RULE,
    &shell_not_json::RULE,
    &wrong_argument_count::RULE,
    &invalid_key_value::RULE,
    &unknown_flag::RULE,
    &invalid_flag::RULE,
    &invalid_mount::RULE,
    &heredoc_as_destination::RULE,
    &invalid_onbuild::RULE,
    &invalid_healthcheck::RULE,
    &line_too_long::RULE,
    &invalid_expansion::RULE,
    &blank_base_image::RULE,
    &invalid_image_reference::RULE,
    &invalid_platform::RULE,
    &invalid_stage_name::RULE,
    &reserved_stage_name::RULE,
    &duplicate_stage_name::RULE,
    &unknown_stage::RULE,
    &stage_index_out_of_range::RULE,
    &variable_in_from_flag::RULE,
    &later_stage_reference::RULE,
    &circular_stage_dependency::RULE,
    &number_as_image::RULE,
    &from_later_stage::RULE,
    &stage_name_case_mismatch::RULE,
    &numeric_stage_reference::RULE,
    &latest_tag::RULE,
    &untagged_image::RULE,
    &unreachable_stage::RULE,
    &invalid_port::RULE,
    &invalid_signal::RULE,
    &empty_volume::RULE,
    &invalid_chmod::RULE,
    &remote_copy_source::RULE,
    &invalid_checksum::RULE,
];

/// The rule with a name or an alias, in any letter case. Aliases may belong to several rules; the first counts.
pub fn find(name: &str) -> Option<&'static Rule> {
    let by_name = ALL.into_iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
    by_name.or_else(|| ALL.into_iter().find(|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))))
}
