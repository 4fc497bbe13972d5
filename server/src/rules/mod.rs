//! The rules, one file and one page each. A new rule is two lines here.

use crate::lint::{BuildRule, Rule};

mod arg_at_run_time;
mod arg_out_of_scope;
mod base_image_platform_mismatch;
mod blank_base_image;
mod broken_json_form;
mod circular_stage_dependency;
mod comment_after_instruction;
mod conflicting_arg_default;
mod constant_platform;
mod deprecated_maintainer;
mod duplicate_stage_name;
mod empty_continuation;
mod empty_volume;
mod escaped_heredoc_delimiter;
mod from_as_casing;
mod from_later_stage;
mod heredoc_as_destination;
mod host_port_in_expose;
mod ignored_copy_source;
mod instruction_before_from;
mod instruction_casing;
mod invalid_checksum;
mod invalid_chmod;
mod invalid_configuration;
mod invalid_default_in_from;
mod invalid_directive;
mod invalid_expansion;
mod invalid_flag;
mod invalid_git_query;
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
mod leaked_secret;
mod legacy_key_value;
mod line_too_long;
mod misnamed_description;
mod misplaced_directive;
mod missing_context_path;
mod missing_dockerfile;
mod missing_from;
mod non_string_in_json;
mod not_plain_text;
mod number_as_image;
mod numeric_stage_reference;
mod overridden_instruction;
mod protocol_casing;
mod redundant_target_platform;
mod relative_workdir;
mod remote_copy_source;
mod repeated_directive;
mod reserved_stage_name;
mod secret_in_variable;
mod shell_form_command;
mod shell_not_json;
mod stage_index_out_of_range;
mod stage_name_case_mismatch;
mod stage_name_casing;
mod suppression_without_reason;
mod undeclared_arg_in_from;
mod undeclared_build_arg;
mod undeclared_platform_argument;
mod undefined_variable;
mod ungiven_arg;
mod unknown_build_target;
mod unknown_flag;
mod unknown_instruction;
mod unknown_rule_in_suppression;
mod unknown_stage;
mod unreachable_stage;
mod unrendered_template;
mod unsupported_shell_expansion;
mod untagged_image;
mod unterminated_heredoc;
mod unused_arg;
mod unused_build_context;
mod unused_suppression;
mod variable_in_exec_form;
mod variable_in_from_flag;
mod wrong_argument_count;

/// Every rule, by name.
pub static ALL: &[&Rule] = &[
    &arg_at_run_time::RULE,
    &arg_out_of_scope::RULE,
    &base_image_platform_mismatch::RULE,
    &blank_base_image::RULE,
    &broken_json_form::RULE,
    &circular_stage_dependency::RULE,
    &comment_after_instruction::RULE,
    &conflicting_arg_default::RULE,
    &constant_platform::RULE,
    &deprecated_maintainer::RULE,
    &duplicate_stage_name::RULE,
    &empty_continuation::RULE,
    &empty_volume::RULE,
    &escaped_heredoc_delimiter::RULE,
    &from_as_casing::RULE,
    &from_later_stage::RULE,
    &heredoc_as_destination::RULE,
    &host_port_in_expose::RULE,
    &ignored_copy_source::RULE,
    &instruction_before_from::RULE,
    &instruction_casing::RULE,
    &invalid_checksum::RULE,
    &invalid_chmod::RULE,
    &invalid_configuration::RULE,
    &invalid_default_in_from::RULE,
    &invalid_directive::RULE,
    &invalid_expansion::RULE,
    &invalid_flag::RULE,
    &invalid_git_query::RULE,
    &invalid_healthcheck::RULE,
    &invalid_image_reference::RULE,
    &invalid_key_value::RULE,
    &invalid_mount::RULE,
    &invalid_onbuild::RULE,
    &invalid_platform::RULE,
    &invalid_port::RULE,
    &invalid_signal::RULE,
    &invalid_stage_name::RULE,
    &later_stage_reference::RULE,
    &latest_tag::RULE,
    &leaked_secret::RULE,
    &legacy_key_value::RULE,
    &line_too_long::RULE,
    &misnamed_description::RULE,
    &misplaced_directive::RULE,
    &missing_context_path::RULE,
    &missing_dockerfile::RULE,
    &missing_from::RULE,
    &non_string_in_json::RULE,
    &not_plain_text::RULE,
    &number_as_image::RULE,
    &numeric_stage_reference::RULE,
    &overridden_instruction::RULE,
    &protocol_casing::RULE,
    &redundant_target_platform::RULE,
    &relative_workdir::RULE,
    &remote_copy_source::RULE,
    &repeated_directive::RULE,
    &reserved_stage_name::RULE,
    &secret_in_variable::RULE,
    &shell_form_command::RULE,
    &shell_not_json::RULE,
    &stage_index_out_of_range::RULE,
    &stage_name_case_mismatch::RULE,
    &stage_name_casing::RULE,
    &suppression_without_reason::RULE,
    &undeclared_arg_in_from::RULE,
    &undeclared_build_arg::RULE,
    &undeclared_platform_argument::RULE,
    &undefined_variable::RULE,
    &ungiven_arg::RULE,
    &unknown_build_target::RULE,
    &unknown_flag::RULE,
    &unknown_instruction::RULE,
    &unknown_rule_in_suppression::RULE,
    &unknown_stage::RULE,
    &unreachable_stage::RULE,
    &unrendered_template::RULE,
    &unsupported_shell_expansion::RULE,
    &untagged_image::RULE,
    &unterminated_heredoc::RULE,
    &unused_arg::RULE,
    &unused_build_context::RULE,
    &unused_suppression::RULE,
    &variable_in_exec_form::RULE,
    &variable_in_from_flag::RULE,
    &wrong_argument_count::RULE,
];

/// The rules on builds that files of the repository describe.
pub static ON_BUILDS: &[&BuildRule] = &[
    &missing_dockerfile::BUILD_RULE,
    &undeclared_build_arg::BUILD_RULE,
    &unknown_build_target::BUILD_RULE,
    &unused_build_context::BUILD_RULE,
];

/// What the program finds, because it reads the configuration.
pub use invalid_configuration::RULE as INVALID_CONFIGURATION;

/// The rule with a name or an alias, in any letter case. Aliases may belong to several rules; the first counts.
pub fn find(name: &str) -> Option<&'static Rule> {
    let by_name = ALL.iter().copied().find(|rule| rule.name.eq_ignore_ascii_case(name));
    by_name.or_else(|| ALL.iter().copied().find(|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))))
}
